// Pictures of a scenario among what a question rests on: two PNG files, without its measures and with them, at one moment. In
// evidence and record they are documents that name their bytes by hash; the files lie beside the evidence.
import type { RecordEvidence } from '../../shared/records/format.ts'
import type { Pictured } from '../systems/picturing.ts'
import type { Kept } from './kept.ts'

export const PICTURES = ['before', 'after'] as const
export type PictureKind = (typeof PICTURES)[number]
type Document = RecordEvidence['documents'][number]

const PNG = 'image/png'
/** `before, 5400 s after the beginning`: for whoever has the record and nothing else. */
const TITLE = /^(before|after), (\d{1,7}) s after the beginning$/

/** As a record names it. */
export type NamedPicture = {
  readonly kind: PictureKind
  /** Seconds after the scenario began. */
  readonly atS: number
  readonly bytes: number
  readonly sha256: string
}
/** With its file, or without where that is gone or another. */
export type FoundPicture = NamedPicture & { readonly png: Buffer | null }

/** Keeps both; the documents that name them. */
export const keepPictures = (kept: Pick<Kept, 'keepPicture'>, made: Pictured): Promise<Document[]> =>
  Promise.all(
    PICTURES.map(async (kind) => ({
      title: `${kind}, ${made.atS} s after the beginning`,
      mediaType: PNG,
      bytes: made[kind].length,
      sha256: await kept.keepPicture(made[kind]),
    })),
  )

/** Without before with. */
export const picturesIn = ({ documents }: Pick<RecordEvidence, 'documents'>): NamedPicture[] =>
  PICTURES.flatMap((kind) =>
    documents.flatMap(({ title, mediaType, bytes, sha256 }) => {
      const [, named, atS] = (mediaType === PNG && TITLE.exec(title)) || []
      return named === kind ? [{ kind, atS: Number(atS), bytes, sha256 }] : []
    }),
  )

export const findPictures = (
  kept: Pick<Kept, 'readPicture'>,
  evidence: Pick<RecordEvidence, 'documents'>,
): Promise<FoundPicture[]> =>
  Promise.all(
    picturesIn(evidence).map(async (one) => {
      const read = await kept.readPicture(one.sha256)
      return { ...one, png: typeof read === 'string' ? null : read.bytes }
    }),
  )

/** Why a question cannot rest on them; null where it can. */
export async function checkPictures(
  kept: Pick<Kept, 'readPicture'>,
  evidence: Pick<RecordEvidence, 'documents'>,
): Promise<string | null> {
  for (const { kind, sha256 } of picturesIn(evidence)) {
    const read = await kept.readPicture(sha256)
    if (read === 'gone') return `the picture "${kind}" of the evidence is gone from this server`
    if (read === 'changed') return `the picture "${kind}" of the evidence is not what it was: its hash is another`
  }
  return null
}
