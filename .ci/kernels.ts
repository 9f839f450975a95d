// Compiles the kernels written in AssemblyScript into modules that carry their bytes: `node .ci/kernels.ts` writes them
// beside their sources. They are kept in the repository, so that a server starts without a compiler; kernels.test.ts
// compiles them again and compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { main } from 'assemblyscript/asc'

const root = join(import.meta.dirname, '..')
/** One of `-bands` is the same arithmetic over a memory that threads share. */
export const KERNELS = [
  'shared/systems/flood/inertial',
  'shared/systems/flood/inertial-bands',
  'shared/systems/flood/full',
  'shared/systems/flood/full-bands',
] as const
const SHARED = /-bands$/

/** The text of the module that carries the compiled kernel. Throws what the compiler says. */
export async function compiled(kernel: string): Promise<string> {
  const source = kernel.replace(SHARED, '')
  // As much memory as a kernel may address: what is there is what it asks for.
  const shared = SHARED.test(kernel) ? ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'] : []
  let bytes: Uint8Array | undefined
  const { error } = await main(
    [
      'kernel.ts',
      '--outFile',
      'kernel.wasm',
      '-O3',
      '--enable',
      'simd',
      '--runtime',
      'stub',
      '--noAssert',
      '--importMemory',
      ...shared,
      '--use',
      'abort=',
    ],
    {
      // The compiler asks for `x.ts` where the kernel imports './x'; ours are x.as, so that no other tool takes them for TypeScript.
      readFile: (name) => {
        const file =
          name === 'kernel.ts' ? join(root, `${source}.as`) : join(root, dirname(source), name.replace(/ts$/, 'as'))
        return existsSync(file) ? readFileSync(file, 'utf8') : null
      },
      writeFile: (_, contents) => {
        if (typeof contents !== 'string') bytes = contents
      },
      listFiles: () => [],
    },
  )
  if (error || !bytes) throw new Error(`${source}.as: ${error?.message ?? 'gave nothing'}`)
  const name = source.slice(source.lastIndexOf('/') + 1)
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,110}/g) ?? []
  return [
    `// Made by \`node .ci/kernels.ts\` from ${name}.as; not to be edited.`,
    '',
    'export const WASM_BASE64 =',
    lines.map((line) => `  '${line}'`).join(' +\n'),
    '',
  ].join('\n')
}

if (import.meta.main)
  for (const kernel of KERNELS) writeFileSync(join(root, `${kernel}-wasm.ts`), await compiled(kernel))
