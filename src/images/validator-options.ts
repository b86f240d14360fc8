/** How ajv is asked: every problem at once, each with the part of the schema and the value that it is about. */
export const validatorOptions = { allErrors: true, verbose: true, allowUnionTypes: true } as const;
