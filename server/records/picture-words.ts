// What a picture of a scenario is called, and what stands in its place for who cannot see it.
import type { Language } from '../../shared/civic/value-words.ts'
import type { FoundPicture, NamedPicture } from './pictures.ts'
import type { PictureTold } from './record-blocks.ts'
import { wordsIn } from './record-words.ts'

/** `Without the measures, 1 h 30 min after the beginning`. */
export function captionOf({ kind, atS }: Pick<NamedPicture, 'kind' | 'atS'>, language: Language): string {
  const say = wordsIn(language)
  const all = Math.round(atS / 60)
  const moment = say('moment', { hours: Math.floor(all / 60), minutes: all % 60 })
  return say(`picture_${kind}`, { moment })
}

export function pictureTold(one: FoundPicture, language: Language): PictureTold {
  const say = wordsIn(language)
  const caption = captionOf(one, language)
  const { png } = one
  return { png, caption: png ? caption : say('pictureGone', { caption }), alt: say('pictureAlt', { caption }) }
}
