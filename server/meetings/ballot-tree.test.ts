// Trees over ballots, and what a stranger makes of a proof: weights and proxies, votes by name, by group and secret ones.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Ballot } from '../../shared/civic/ballot.ts'
import type { Held } from '../../shared/civic/state.ts'
import { asked, type Chamber, chair, close, HASH, member, opened, presetOf, SEATS } from '../../shared/civic/testing.ts'
import { civicProof } from '../cli/civic-proof.ts'
import { leafHashOfText, rootOf } from '../ingest/merkle.ts'
import { ballotTree, type BallotProof } from './ballot-tree.ts'

const KEY = new Uint8Array(32).fill(7)
const tree = ballotTree(KEY)
const rules = { ...presetOf('assembly'), isAgendaVoted: false, isBallotReplaceable: true, mostProxies: 2 }
const held = (house: Chamber): Held => house.get() as Held

/** Seat 7 is away, seat 2 votes for it; weights are 1 to 7. */
function house(method: 'named' | 'byGroup' | 'secret' = 'named'): Chamber {
  const weighted = SEATS.map((seat, i) => ({ ...seat, weight: method === 'secret' ? 1 : i + 1 }))
  const made = opened({ rules: { ...rules, methods: [method] }, seats: weighted })
  made.does(member(7), { type: 'meeting.giveProxy', from: '7', to: '2' }, { type: 'meeting.leave' })
  asked(made, 'v1', { method })
  return made
}

/** Not in the roll's order, one of them twice. */
function vote(made: Chamber): void {
  for (const [by, seat, choice, revision] of [
    [5, 5, 'no', 1],
    [2, 2, 'yes', 1],
    [2, 7, 'no', 1],
    [1, 1, 'abstain', 1],
    [5, 5, 'yes', 2],
  ] as const) {
    const ballot = { poll: 'v1', seat: `${seat}`, choice, revision, weight: seat, questionHash: HASH }
    expect(made.act(member(by), { type: 'meeting.castBallot', ...ballot })).toBeNull()
    made.pass()
  }
}

describe('the tree over ballots', () => {
  const dir = mkdtempSync(join(tmpdir(), 'ballots-'))
  const said: string[] = []
  beforeAll(() => void vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text)))
  afterEach(() => said.splice(0))
  afterAll(() => {
    vi.restoreAllMocks()
    rmSync(dir, { recursive: true, force: true })
  })
  const told = async (proof: object, ...args: string[]): Promise<string> => {
    const path = join(dir, 'proof.json')
    writeFileSync(path, JSON.stringify(proof))
    await civicProof([path, ...args])
    return said.splice(0).join('\n')
  }
  const proven = (made: Chamber, seat: string, asker: string | null = null): BallotProof => {
    const answer = tree.proofOf(held(made), { poll: 'v1', seat, asker })
    if (!answer.ok) throw new Error(answer.reason)
    return answer.proof
  }

  it('has each seat’s last ballot in the order of the roll, and proves it by what its voter was told at once', async () => {
    const made = house()
    vote(made)
    const poll = made.poll('v1')
    const receipt = tree.leafOf(poll, poll.ballots.find(({ seat }) => seat === '5') as Ballot)
    expect(tree.rootOf(poll)).toBeNull()
    expect(tree.proofOf(held(made), { poll: 'v1', seat: '5', asker: null })).toMatchObject({ ok: false, status: 409 })
    close(made)
    const proof = proven(made, '5')
    expect(proof).toMatchObject({ meeting: 'plenary-12', index: 2, count: 4, ...receipt, root: tree.rootOf(poll) })
    expect(proof.leaf).toBe(
      `{"castMs":${held(made).nowMs - 2000},"choice":"yes","questionHash":"${HASH}","revision":2,"seat":"5","signer":null,` +
        `"voter":"${member(5).id}","weight":5}`,
    )
    const ofAll = ['1', '2', '5', '7'].map((seat) => leafHashOfText(proven(made, seat).leaf))
    expect(rootOf(Buffer.concat(ofAll)).toString('hex')).toBe(proof.root)
    expect(await told(proof, '--root', proof.root, '--receipt', receipt.leafHash ?? '')).toBe(
      `valid: the ballot of seat 5 by ${member(5).id}: yes, weight 5, revision 2; it is ballot 3 of 4 of vote v1 of meeting plenary-12`,
    )
    expect(await told(proven(made, '7'))).toContain(`the ballot of seat 7 by ${member(2).id}: no, weight 7`)
    expect(tree.proofOf(held(made), { poll: 'v1', seat: '3', asker: null })).toMatchObject({
      status: 404,
      reason: 'there is no ballot of seat 3 in vote v1',
    })
  })

  it('a proof that was changed in anything proves nothing, and says what is wrong', async () => {
    const made = house()
    vote(made)
    close(made)
    const proof = proven(made, '2')
    const changed = proof.leaf.replace('"yes"', '"no"')
    const wrong: readonly (readonly [object, string, ...string[]])[] = [
      [{ ...proof, leaf: changed }, 'it was changed afterwards'],
      [{ ...proof, leaf: changed, leafHash: leafHashOfText(changed).toString('hex') }, 'does not lead to the root'],
      [{ ...proof, index: 0 }, 'does not lead to the root'],
      [{ ...proof, count: 9 }, 'does not lead to the root'],
      [{ ...proof, path: proof.path.slice(1) }, 'does not lead to the root'],
      [{ ...proof, seat: '3' }, 'the ballot is of seat 2, not 3'],
      [{ ...proof, questionHash: 'cd'.repeat(32) }, 'answers another question'],
      [proof, `not ${'0'.repeat(64)}`, '--root', '0'.repeat(64)],
      [proof, 'the receipt is for', '--receipt', '0'.repeat(64)],
    ]
    for (const [one, why, ...args] of wrong) {
      const sentence = await told(one, ...args)
      expect(sentence).toContain('NOT valid: ')
      expect(sentence).toContain(why)
    }
    await expect(told({ ...proof, root: 'x' })).rejects.toThrow('is no proof of a ballot (root')
    await expect(civicProof([])).rejects.toThrow('townhall civic proof PROOF.json')
  })

  it('a vote by group proves a ballot to its voter and to its seat alone, and its neighbours tell nothing', () => {
    const made = house('byGroup')
    vote(made)
    close(made)
    for (const asker of [null, member(1).id, chair.id])
      expect(tree.proofOf(held(made), { poll: 'v1', seat: '7', asker })).toMatchObject({ ok: false, status: 403 })
    // By whom it was cast, and whose vote it was.
    const proof = proven(made, '7', member(2).id)
    expect(proven(made, '7', member(7).id)).toEqual(proof)
    expect(JSON.parse(proof.leaf)).toMatchObject({ seat: '7', salt: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
    const other = JSON.parse(proven(made, '5', member(5).id).leaf) as { salt: string }
    expect(proof.leaf).not.toContain(other.salt)
    // Whether somebody has voted is not told apart from what they voted.
    expect(tree.proofOf(held(made), { poll: 'v1', seat: '3', asker: null })).toMatchObject({ status: 403 })
    expect(ballotTree(KEY).rootOf(made.poll('v1'))).toBe(proof.root)
    expect(ballotTree(new Uint8Array(32)).rootOf(made.poll('v1'))).not.toBe(proof.root)
  })

  it('a secret vote has none; a vote nobody took part in has the root of nothing', () => {
    const secret = house('secret')
    close(secret)
    expect(tree.rootOf(secret.poll('v1'))).toBeNull()
    expect(tree.proofOf(held(secret), { poll: 'v1', seat: '1', asker: member(1).id })).toMatchObject({ status: 403 })
    const none = house()
    close(none)
    expect(tree.rootOf(none.poll('v1'))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(tree.proofOf(held(none), { poll: 'v9', seat: '1', asker: null })).toMatchObject({ status: 404 })
  })
})
