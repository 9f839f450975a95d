// A decision's record for people: what stands on its page and in its PDF, block by block, in one language. All of it is from the
// record itself, but for how far its life is.
import { diffLines } from '../../shared/civic/lines.ts'
import { ruleInWords } from '../../shared/civic/majority.ts'
import { type Language, say as phrase, wordOf } from '../../shared/civic/value-words.ts'
import { type Block, type Field, fields, type Paper, type Said, type Writing } from './record-blocks.ts'
import { evidenceBlocks } from './record-paper-evidence.ts'
import { peopleBlocks } from './record-paper-people.ts'
import { type RecordKey, wordsIn } from './record-words.ts'

export function paperOf(writing: Writing): Paper {
  const { file, held, language, timeZone } = writing
  const said: Said = { ...writing, say: wordsIn(language), ...timesIn(timeZone, language) }
  const { say } = said
  const { body } = file
  const { life } = held
  return {
    title: `${say('record')}: ${body.item.motion.title}`,
    over: `${body.authority.jurisdiction} · ${body.authority.name}`,
    state: `${capital(wordOf('outcome', body.decision.outcome, language))}. ${say(`state_${life.is}`, life.is === 'superseded' ? { by: life.by } : {})}`,
    isFinal: ['published', 'inForce', 'executed'].includes(life.is),
    under: `${say('recordId')} ${body.recordId}. ${say('zone', { zone: timeZone })}`,
    blocks: [
      ...aboutBlocks(said),
      ...voteBlocks(said),
      ...peopleBlocks(said),
      ...evidenceBlocks(said),
      ...proofBlocks(said),
    ],
  }
}

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', ru: 'ru-RU', kk: 'kk-KZ' }

function timesIn(timeZone: string, language: Language): Pick<Said, 'time' | 'clock'> {
  const options = { timeZone, hourCycle: 'h23' } as const
  const day = new Intl.DateTimeFormat(LOCALES[language], { ...options, day: 'numeric', month: 'long', year: 'numeric' })
  const minute = new Intl.DateTimeFormat(LOCALES[language], { ...options, hour: '2-digit', minute: '2-digit' })
  const clock = (utc: string): string => minute.format(Date.parse(utc))
  return { clock, time: (utc) => `${day.format(Date.parse(utc))}, ${clock(utc)}` }
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)

function aboutBlocks({ file, say, time, language }: Said): Block[] {
  const { meeting, item, authority, vote, supersedes, createdAt } = file.body
  const { motion } = item
  const lines = diffLines(motion.text, vote.question.lines)
  const isAmended = lines.some(({ is }) => is !== 'same')
  return [
    fields([
      { label: say('body'), value: authority.name },
      { label: say('meeting'), value: meeting.title, href: `/meetings/${meeting.id}/minutes?lang=${language}` },
      { label: say('held'), value: `${time(meeting.openedAt)} – ${time(meeting.closedAt)}` },
      { label: say('room'), value: meeting.room },
      { label: say('chair'), value: meeting.chair },
      { label: say('secretary'), value: meeting.secretary },
      { label: say('item'), value: item.number === 0 ? item.title : `${item.number}. ${item.title}` },
      { label: say('motion'), value: `${motion.id}: ${motion.title}` },
      { label: say('movedBy'), value: motion.movedBy },
      { label: say('secondedBy'), value: motion.secondedBy.join(', ') },
      supersedes === null
        ? null
        : { label: say('supersedes'), value: supersedes, href: `/records/${supersedes}?lang=${language}` },
      { label: say('drawnUp'), value: time(createdAt) },
    ]),
    { is: 'heading', text: say('decision') },
    { is: 'text', caption: say(isAmended ? 'textAmended' : 'text'), lines },
    ...(motion.amendments.length === 0
      ? []
      : [
          fields(
            motion.amendments.map(({ id, outcome }) => ({
              label: id,
              value: wordOf('amendment', outcome, language),
            })),
          ),
        ]),
  ]
}

function voteBlocks({ file, say, time, language }: Said): Block[] {
  const { vote, electorate, decision } = file.body
  const { question, tally, tieBrokenBy } = vote
  const { total, required, presentAtOpen, presentAtClose } = electorate.quorum
  const outcome = wordOf('outcome', decision.outcome, language)
  const { how, by, choice } = tieBrokenBy ?? { how: null, by: '', choice: 'yes' }
  const broken = { outcome, by, choice: wordOf('choice', choice, language) }
  const isConsent = question.method === 'unanimousConsent'
  return [
    { is: 'heading', text: say('vote') },
    fields([
      { label: say('question'), value: question.question },
      { label: say('method'), value: wordOf('method', question.method, language) },
      { label: say('rule'), value: isConsent ? '' : ruleInWords(question.rule, language) },
      { label: say('openTimes'), value: `${time(vote.openedAt)} – ${time(vote.closedAt)}` },
      { label: say('quorumAtOpen'), value: phrase('quorum', { present: presentAtOpen, total, required }, language) },
      { label: say('quorumAtClose'), value: `${presentAtClose}` },
      { label: say('tally'), value: isConsent ? '' : phrase('tally', tally, language) },
      {
        label: say('outcome'),
        value: how === null ? outcome : say(how === 'chair' ? 'byChair' : 'byLot', broken),
        kind: 'strong',
      },
      { label: say('certified'), value: vote.certifiedBy },
    ]),
  ]
}

function proofBlocks({ file, held, say, time, language, why }: Said): Block[] {
  const { body, attestations, anchor, recordHash } = file
  const hash = (label: RecordKey, value: string | null): Field => ({
    label: say(label),
    value: value ?? '',
    kind: 'hash',
  })
  const names = new Map(held.signatures.map(({ signer, name }) => [signer, name]))
  const table: Block = {
    is: 'table',
    caption: '',
    heads: [say('office'), say('name'), say('signedAt'), say('key')],
    rows: attestations.map(({ role, signer, signedAt }) => [
      wordOf('office', role, language),
      names.get(signer) ?? '',
      time(signedAt),
      signer,
    ]),
    widths: [0.14, 0.2, 0.22, 0.44],
  }
  return [
    { is: 'heading', text: say('signatures') },
    attestations.length === 0 ? { is: 'note', text: say('unsigned') } : table,
    { is: 'heading', text: say('anchor') },
    anchor === null
      ? { is: 'note', text: body.authority.chain === null ? say('noChain') : `${say('notAnchored')} ${why}`.trim() }
      : fields([
          { label: say('chainId'), value: `${anchor.chainId}` },
          hash('contract', anchor.contract),
          hash('attestation', anchor.attestationUid),
          hash('transaction', anchor.txHash),
          { label: say('block'), value: `${anchor.blockNumber}` },
          hash('block', anchor.blockHash),
        ]),
    { is: 'heading', text: say('verify') },
    { is: 'note', text: say('howTo', { record: body.recordId }) },
    fields([
      hash('recordHash', recordHash),
      hash('prevRecordHash', body.prevRecordHash),
      hash('questionHash', body.vote.questionHash),
      hash('evidenceHash', body.vote.question.evidence[0] ?? null),
      hash('ballotsRoot', body.vote.ballotsRoot),
    ]),
  ]
}
