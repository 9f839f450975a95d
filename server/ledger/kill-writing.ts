// A process made to be killed: opens the chain in the folder it is told, sends one transaction after another, and writes the hash
// of each that was acknowledged to its output.
import { openEmbedded } from './embedded.ts'
import { openSender } from './sender.ts'
import { anvilProgram } from './anvil.ts'

const [, , dir = '', key = ''] = process.argv
const sender = openSender(dir, key)
const chain = await openEmbedded({ dir, chainId: 31_337, program: anvilProgram() ?? '', note: () => undefined })
for (;;) {
  const nonce = Number(await chain.ask('eth_getTransactionCount', [sender.address, 'latest']))
  const { raw, hash } = sender.sign({
    chainId: 31_337,
    nonce,
    to: `0x${'2'.repeat(40)}`,
    data: `0x${'ab'.repeat(40)}`,
    gasLimit: 60_000n,
    maxFee: 0n,
    tip: 0n,
  })
  await chain.ask('eth_sendRawTransaction', [raw])
  process.stdout.write(`${hash} ${chain.head().hash}\n`)
}
