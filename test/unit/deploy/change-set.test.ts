import { expect, test } from "vitest";
import {
  countChanges,
  describeChange,
  findReplacements,
  readChanges,
} from "../../../src/deploy/change-set-table.ts";

const changes = readChanges(
  [
    {
      ResourceChange: {
        Action: "Modify",
        LogicalResourceId: "Fn",
        ResourceType: "AWS::Lambda::Function",
        Replacement: "False",
        Details: [{ Target: { Name: "Code" } }, { Target: { Name: "Code" } }],
      },
    },
    {
      ResourceChange: {
        Action: "Modify",
        LogicalResourceId: "Db",
        ResourceType: "AWS::RDS::DBInstance",
        Replacement: "True",
        Scope: ["Properties"],
      },
    },
    {
      ResourceChange: {
        Action: "Modify",
        LogicalResourceId: "Role",
        ResourceType: "AWS::IAM::Role",
        Replacement: "Conditional",
        Details: [{ Target: { Attribute: "Tags" } }],
      },
    },
    {
      ResourceChange: {
        Action: "Modify",
        LogicalResourceId: "Task",
        ResourceType: "AWS::ECS::TaskDefinition",
        Replacement: "True",
      },
    },
    { ResourceChange: { Action: "Add", LogicalResourceId: "New", ResourceType: "AWS::SNS::Topic" } },
    {},
  ],
  "Nested/",
);

test("changes in words, the loud ones in capitals", () => {
  expect(changes.map(describeChange)).toEqual([
    "Modify Nested/Fn (AWS::Lambda::Function): Code",
    "REPLACE Nested/Db (AWS::RDS::DBInstance): Properties",
    "MAY REPLACE Nested/Role (AWS::IAM::Role): Tags",
    "REPLACE Nested/Task (AWS::ECS::TaskDefinition)",
    "Add Nested/New (AWS::SNS::Topic)",
  ]);
  expect(countChanges(changes)).toBe("4 modified, 1 added, 1 of them REPLACED, 1 of them MAY BE REPLACED");
  expect(countChanges([])).toBe("no resources");
});

test("a new revision is no replacement that loses anything", () => {
  expect(findReplacements(changes).map(({ logicalId }) => logicalId)).toEqual(["Nested/Db", "Nested/Role"]);
});
