// How a reply carries its request's `ref` (§1); nothing else.

/** The `ref` member of a reply: there exactly where the request had one (§1). */
export function refOf(request: { readonly ref?: string }): { ref?: string } {
  return request.ref === undefined ? {} : { ref: request.ref };
}
