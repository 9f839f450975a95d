// The package has no types of its own; this is the one function used.
declare module 'qrcode-terminal' {
  const qrcode: { generate(text: string, options: { small: boolean }, drawn: (code: string) => void): void }
  export default qrcode
}
