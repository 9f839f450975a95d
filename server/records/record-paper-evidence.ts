// Of a record's paper: what the decision rests on, what the model said without and with, and what is to be done.
import type { DecisionRecord } from '../../shared/records/format.ts'
import { picturesIn } from './pictures.ts'
import { captionOf, pictureTold } from './picture-words.ts'
import { type Block, fields, type Said } from './record-blocks.ts'

type Run = DecisionRecord['body']['evidence']['runs'][number]

export function evidenceBlocks(said: Said): Block[] {
  const { file, say } = said
  const { scenario, documents, observations, consultation } = file.body.evidence
  const isNone = scenario === null && documents.length === 0 && consultation === null
  const readings = observations.reduce((sum, { count }) => sum + count, 0)
  return [
    { is: 'heading', text: say('evidence') },
    ...(isNone ? [{ is: 'note', text: say('noEvidence') } as const] : []),
    ...scenarioBlocks(said),
    ...pictureBlocks(said),
    ...indicatorBlocks(said),
    ...reproductionBlocks(said),
    ...(readings === 0
      ? []
      : [{ is: 'note', text: say('readings', { count: readings, hours: observations.length }) } as const]),
    ...consultationBlocks(said),
    ...documentBlocks(said),
    ...effectBlocks(said),
  ]
}

function scenarioBlocks({ file, say, time }: Said): Block[] {
  const { scenario } = file.body.evidence
  if (scenario === null) return []
  const { title, author, fork, hours, interventions } = scenario
  return [
    fields([
      { label: say('scenario'), value: title },
      { label: say('author'), value: author },
      { label: say('fork'), value: time(fork.at) },
      { label: say('hours'), value: `${hours}` },
    ]),
    {
      is: 'table',
      caption: say('interventions'),
      heads: ['№', say('atS'), say('act'), say('both')],
      rows: interventions.map(({ atS, command, inBaseline }, i) => [
        `${i + 1}`,
        `${atS}`,
        actInWords(command),
        say(inBaseline ? 'isBoth' : 'isOne'),
      ]),
      numbers: [0, 1],
      widths: [0.06, 0.14, 0.6, 0.2],
    },
  ]
}

/** Both are of one moment and one place, so that a glance compares them. */
function pictureBlocks({ pictures, say, language }: Said): Block[] {
  if (pictures.length === 0) return []
  return [
    { is: 'pictures', list: pictures.map((one) => pictureTold(one, language)) },
    { is: 'note', text: say('pictureHow') },
  ]
}

/** `flood.raise · work embankment · byM 1`: as the program has it, since that is what was run. */
const actInWords = ({ type, ...rest }: { readonly type: string } & Readonly<Record<string, unknown>>): string =>
  [
    type,
    ...Object.entries(rest).map(
      ([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
  ].join(' · ')

function indicatorBlocks({ file, say, language }: Said): Block[] {
  const { runs } = file.body.evidence
  const known = (kind: Run['kind']): Run | undefined => runs.find((run) => run.kind === kind && run.seed === 0)
  const [without, as] = [known('baseline'), known('branch')]
  if (!as || as.indicators.length === 0) return []
  const format = new Intl.NumberFormat({ en: 'en-GB', ru: 'ru-RU', kk: 'kk-KZ' }[language], {
    maximumSignificantDigits: 4,
  })
  const told = (value: number, unit: string): string => `${format.format(value)}${unit === '' ? '' : ` ${unit}`}`
  const count = new Set(runs.map(({ seed }) => seed)).size
  return [
    {
      is: 'table',
      caption: say('indicators'),
      heads: [say('indicator'), say('without'), say('with'), say('difference')],
      rows: as.indicators.map(({ id, label, unit, end, peak }) => {
        const before = without?.indicators.find((one) => one.id === id)
        return [
          label,
          before ? `${told(before.end, unit)} (${told(before.peak, unit)})` : '–',
          `${told(end, unit)} (${told(peak, unit)})`,
          before ? `${end > before.end ? '+' : ''}${told(end - before.end, unit)}` : '–',
        ]
      }),
      numbers: [1, 2, 3],
      widths: [0.4, 0.2, 0.2, 0.2],
    },
    ...(count > 1 ? [{ is: 'note', text: say('members', { count }) } as const] : []),
  ]
}

/** Whatever came of it. */
function reproductionBlocks({ file, say, time }: Said): Block[] {
  const rows = file.body.evidence.runs.flatMap(({ kind, seed, outputsHash, reproductions }) =>
    reproductions.map((one) => [
      say(kind === 'branch' ? 'with' : 'without') + (seed === 0 ? '' : ` (${seed})`),
      one.by,
      time(one.at),
      say(one.outputsHash === outputsHash ? 'cameSame' : 'cameOther'),
    ]),
  )
  if (rows.length === 0) return []
  const heads = [say('run'), say('ranBy'), say('ranAt'), say('came')]
  return [{ is: 'table', caption: say('reproductions'), heads, rows, widths: [0.2, 0.3, 0.28, 0.22] }]
}

/** Its page has the statements and the official answers; its files are what the hashes are of. */
function consultationBlocks({ file, say }: Said): Block[] {
  const { consultation } = file.body.evidence
  if (consultation === null) return []
  const { id, participants, statementsHash, votesHash, reportHash } = consultation
  const path = `/consultations/${id}`
  return [
    fields([
      { label: say('consultation'), value: id, href: path },
      { label: say('participants'), value: `${participants}` },
      { label: say('statementsHash'), value: statementsHash, kind: 'hash', href: `${path}/statements` },
      { label: say('votesHash'), value: votesHash, kind: 'hash', href: `${path}/votes` },
      { label: say('reportHash'), value: reportHash, kind: 'hash', href: `${path}/report` },
    ]),
  ]
}

function documentBlocks({ file, say, language }: Said): Block[] {
  const { documents } = file.body.evidence
  if (documents.length === 0) return []
  const named = (one: (typeof documents)[number]): string => {
    const [picture] = picturesIn({ documents: [one] })
    return picture ? captionOf(picture, language) : one.title
  }
  return [
    {
      is: 'table',
      caption: say('documents'),
      heads: [say('name'), say('bytes'), 'SHA-256'],
      rows: documents.map((one) => [named(one), `${one.bytes}`, one.sha256]),
      numbers: [1],
      widths: [0.3, 0.12, 0.58],
    },
  ]
}

function effectBlocks({ file, say, time }: Said): Block[] {
  const { effects } = file.body.decision
  if (effects.length === 0) return []
  return [
    { is: 'heading', text: say('effects') },
    {
      is: 'table',
      caption: '',
      heads: [say('what'), say('department'), say('due')],
      rows: effects.map((one) => {
        const parameters = one.kind === 'device' ? Object.entries(one.parameters) : []
        const wished = parameters.map(([key, value]) => `${key} ${value}`).join(', ')
        const what = one.kind === 'device' ? say('deviceDoes', { device: one.device, parameters: wished }) : one.what
        return [what, one.department, time(one.dueAt)]
      }),
      widths: [0.5, 0.25, 0.25],
    },
  ]
}
