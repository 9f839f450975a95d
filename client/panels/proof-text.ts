// What somebody signed in with, short enough for a list: both ends of a wallet's address, or that it was a passkey.
import { say } from './strings.ts'

export const proofText = (proof: string): string =>
  proof.startsWith('0x') ? `${proof.slice(0, 6)}…${proof.slice(-4)}` : say('way_passkey')
