// Types of the one function we use; the package ships none.
declare module 'gltf-validator' {
  type Message = {
    readonly code: string
    readonly message: string
    readonly severity: number
    readonly pointer?: string
  }
  export function validateBytes(
    bytes: Uint8Array,
    options?: { readonly maxIssues?: number },
  ): Promise<{ readonly issues: { readonly messages: readonly Message[] } }>
}
