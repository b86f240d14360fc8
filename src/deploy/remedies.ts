/** What Amazon's reasons mean and what helps. Pure; most specific first. */

interface Remedy {
  readonly says: RegExp;
  readonly helps: string;
}

const REMEDIES: readonly Remedy[] = [
  {
    // facts D11; re:Post QUIZjd2s…
    says: /manifest, config or layer media type|media type for the source image .* is not supported/i,
    helps:
      "Lambda takes one image manifest with gzip layers: set runtime: lambda for the image in the images file and build again (or --provenance=false --sbom=false)",
  },
  {
    says: /UnsupportedImageLayerDetected|ImageLayerFailure/i,
    helps:
      "a layer is not gzip: build with compression=gzip,force-compression=true, or set runtime: lambda for the image",
  },
  {
    // facts B9: Lambda tries to add the policy with the caller's own rights.
    says: /Lambda does not have permission to access the ECR image/i,
    helps:
      "the repository's policy must allow lambda.amazonaws.com ecr:BatchGetImage and ecr:GetDownloadUrlForLayer: build once with create-repositories: true and runtime: lambda, or attach docs/iam/lambda-pull.json",
  },
  {
    says: /CannotPullContainerError|pull image manifest has been retried|ResourceInitializationError.*pull/i,
    helps:
      "ECS could not pull the image: the task execution role needs ecr:GetAuthorizationToken, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer, and the task's subnet a way to ECR and S3",
  },
  {
    says: /exec format error|Runtime\.InvalidEntrypoint|image architecture|does not match the architecture|ImageArchitecture/i,
    helps:
      "the image is for another processor: build it with the platform of the function (linux/amd64 or linux/arm64), or change Architectures in the template",
  },
  {
    // facts C27, C28
    says: /Source image .* does not exist|ImageDeleted|Requested image not found|manifest unknown|ImageNotFound/i,
    helps:
      "the image is no longer in its repository; a lifecycle rule may have removed it (untagged images, or too small a count). Build again with rebuild: true, and keep deployed images by tag and count",
  },
  {
    says: /ECS Deployment Circuit Breaker was triggered|failed to stabilize|did not stabilize|failed to start/i,
    helps:
      "the new tasks did not become healthy: look at the stopped tasks' reasons (aws ecs describe-tasks) and the containers' logs",
  },
  {
    says: /is not authorized to perform:? iam:PassRole/i,
    helps:
      "the role that CloudFormation uses needs iam:PassRole on the role named there (condition iam:PassedToService)",
  },
  {
    says: /not authorized to perform|AccessDenied|Access Denied|HandlerErrorCode: AccessDenied/i,
    helps:
      "the role that CloudFormation uses lacks the action named there: give it to the stack's service role (role-arn), or to this job's role where there is none",
  },
  {
    says: /Image size .*exceed|exceeds the maximum|MaximumImageSize|image is larger/i,
    helps:
      "Lambda takes 10 GB uncompressed: leave out what the function does not need (CUDA wheels, caches, build tools), or run it on ECS",
  },
  {
    says: /denied by stack policy/i,
    helps:
      "the stack's policy protects this resource from updates: change the policy (aws cloudformation set-stack-policy), or leave the resource as it is",
  },
  {
    says: /already exists/i,
    helps:
      "a resource of that name exists outside of this stack: let CloudFormation choose the name, import the resource, or remove it",
  },
  {
    says: /LimitExceeded|quota/i,
    helps: "an account limit was reached: raise it in Service Quotas, or remove what is not needed",
  },
  {
    says: /update (is )?in progress|ResourceConflict|ConcurrentModification/i,
    helps: "something else changed the same resource at that moment: run the job again",
  },
];

/** `undefined`: nothing known; Amazon's own words stand for themselves. */
export function findRemedy(reason: string): string | undefined {
  return REMEDIES.find(({ says }) => says.test(reason))?.helps;
}
