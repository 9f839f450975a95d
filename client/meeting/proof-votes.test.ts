// Of the form of setting up: ballots by proof are a choice where the prover is installed; elsewhere it says how it would be.
import { signal } from '@preact/signals'
import type { ComponentChildren, VNode } from 'preact'
import { describe, expect, it } from 'vitest'
import { presetOf } from '../../shared/civic/testing.ts'
import { ProofChoice } from './proof-votes.tsx'
import { NO_PROOFS, type Prover, ProofsModel } from './proofs-model.ts'
import { setUpFrom } from './set-up.ts'

const missing: Prover = { isInstalled: false, install: 'npm i the-prover' }
const present: Prover = { isInstalled: true, install: 'npm i the-prover' }

type Element = VNode<{ readonly children?: ComponentChildren }>
const isElement = (node: object): node is Element => 'props' in node

/** Tags and words, in their order. */
function drawn(node: ComponentChildren): string {
  if (Array.isArray(node)) return node.map((one: ComponentChildren) => drawn(one)).join('')
  if (typeof node === 'string') return node
  if (typeof node !== 'object' || node === null || !isElement(node)) return ''
  const { type, props } = node
  return `${typeof type === 'string' ? `<${type}>` : ''}${drawn(props.children)}`
}
const form = (prover: Prover | null, isChosen = false) => drawn(ProofChoice({ prover, chosen: signal(isChosen) }))

describe('ballots by proof in the form of setting up', () => {
  it('are a choice where the prover is installed, with its licence', () => {
    expect(form(present)).toContain('<input>')
    expect(form(present)).toContain('GPL-3.0')
  })

  it('are none where it is not, and it says what an operator runs; nothing before the server has answered', () => {
    expect(form(missing, true)).not.toContain('<input>')
    expect(form(missing)).toContain('Secret votes by proof are not installed here. An operator runs: npm i the-prover')
    expect(form(null)).toBe('')
  })

  it('are not set up from a file either, until it is installed', async () => {
    const proofs = new ProofsModel()
    let prover = missing
    proofs.acts = { ...NO_PROOFS, prover: async () => prover }
    const file = (rules?: object) => setUpFrom(JSON.stringify({ title: 'A sitting', rules }), null)
    const why = async (rules?: object) => {
      const given = file(rules)
      return typeof given === 'string' ? given : proofs.whyNot(given)
    }
    expect(await why({ ...presetOf('council'), secretBy: 'proof' })).toContain('npm i the-prover')
    expect([await why(presetOf('council')), await why()]).toEqual([null, null])
    prover = present
    expect(await why({ ...presetOf('council'), secretBy: 'proof' })).toBeNull()
  })
})
