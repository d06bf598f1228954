import type { DescribedOperation } from './openapi.ts';

/** What a request to the operation could look like, by its document's own example. */
export function exampleBody(operation: DescribedOperation): unknown {
  return operation.requestBody?.content['application/json']?.example;
}

/** The address with the examples of its parameters, or with others. */
export function pathOf({ path, parameters = [] }: DescribedOperation, values: Record<string, string> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const described = parameters.find((parameter) => parameter.in === 'path' && parameter.name === name);
    return values[name] ?? String(described?.example);
  });
}

/** What must stand in the query, so that nothing else is wrong. */
export function requiredQuery({ parameters = [] }: DescribedOperation): string {
  const required = parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  if (required.length === 0) return '';
  return `?${new URLSearchParams(required.map(({ name, example }): [string, string] => [name, String(example)])).toString()}`;
}
