/** Stands in for aws-actions/configure-aws-credentials, whose token exchange needs GitHub's and Amazon's servers. */
import { appendFileSync } from "node:fs";

const role = process.env["INPUT_ROLE-TO-ASSUME"] ?? "";
const region = process.env["INPUT_AWS-REGION"] ?? "";
if (!/^arn:aws:iam::\d{12}:role\/\S+$/.test(role) || !/^[a-z]{2}-[a-z]+-\d$/.test(region)) {
  console.log(`::error::role-to-assume ${JSON.stringify(role)}, aws-region ${JSON.stringify(region)}`);
  process.exit(1);
}
console.log(`role ${role}`);
appendFileSync(
  process.env.GITHUB_ENV ?? "",
  `AWS_REGION=${region}\nAWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=secret\n`,
);
