// The figure of a look from the front, drawn flat: what the chooser shows while one chooses. The bodies in the city are
// drawn by client/scene from the same numbers.
import {
  ACCENT_COLOURS,
  BOTTOM_COLOURS,
  BUILDS,
  type Colour,
  EXTRAS,
  GARMENTS,
  HAIR_COLOURS,
  HAIR_STYLES,
  HEIGHT_SCALE,
  type Look,
  SKIN_COLOURS,
  TOP_COLOURS,
} from '../people/wardrobe.ts'
import { say } from './strings.ts'

const GROUND = 196
const WIDTHS: Readonly<Record<(typeof BUILDS)[number], number>> = { medium: 1, slim: 0.88, broad: 1.12, round: 1.2 }
/** How far down the garment reaches. */
const HEMS: Readonly<Record<(typeof GARMENTS)[number], number>> = {
  jacket: 112,
  shirt: 108,
  coat: 150,
  suit: 114,
  dress: 152,
  robe: 172,
  skirt: 104,
  hoodie: 112,
}

const hexOf = (list: readonly Colour[], i: number): string => list[i]?.hex ?? '#888888'

export function Figure({ look }: { readonly look: Look }) {
  const skin = hexOf(SKIN_COLOURS, look.skin)
  const top = hexOf(TOP_COLOURS, look.top)
  const bottom = hexOf(BOTTOM_COLOURS, look.bottom)
  const accent = hexOf(ACCENT_COLOURS, look.accent)
  const garment = GARMENTS[look.garment] ?? 'jacket'
  const wide = WIDTHS[BUILDS[look.build] ?? 'medium']
  const tall = HEIGHT_SCALE[look.height] ?? 1
  const hem = HEMS[garment]
  const isBelted = garment === 'robe' || garment === 'dress' || garment === 'coat'
  return (
    <svg class="figure" viewBox="0 0 120 204" role="img" aria-label={say('lookPreview')}>
      <ellipse cx="60" cy={GROUND} rx="34" ry="5" fill="rgb(0 0 0 / 35%)" />
      <g
        transform={`translate(60 ${GROUND}) scale(${tall}) translate(-60 ${-GROUND})`}
        stroke="rgb(0 0 0 / 28%)"
        stroke-width="1"
        stroke-linejoin="round"
      >
        <BackHair look={look} />
        <g transform={`translate(60 0) scale(${wide} 1) translate(-60 0)`}>
          <path d="M47 100h12v88H48zM61 100h12l-1 88H61z" fill={bottom} />
          {garment === 'skirt' && <path d="M45 98h30l8 50H37z" fill={bottom} />}
          <path d="M46 187h14v8H42c0-4 1-6 4-8zM60 187h14c3 2 4 4 4 8H60z" fill="#2b2724" />
          <path d="M40 62l-9 46h8l9-36zM80 62l9 46h-8l-9-36z" fill={top} />
          <circle cx="35" cy="111" r="5" fill={skin} />
          <circle cx="85" cy="111" r="5" fill={skin} />
          <path d="M55 46h10v12H55z" fill={skin} />
          <path
            d={`M50 55h20c6 1 10 4 11 9l-5 40 ${(hem - 108) / 8 + 2} ${hem - 104}H${44 - (hem - 108) / 8}l${(hem - 108) / 8} ${104 - hem}-5-40c1-5 5-8 11-9z`}
            fill={top}
          />
          <Details garment={garment} accent={accent} hem={hem} />
          {isBelted && <path d="M43.5 97h33l-.6 6H44z" fill={accent} />}
        </g>
        <Head look={look} skin={skin} accent={accent} />
      </g>
    </svg>
  )
}

type DetailsProps = { readonly garment: (typeof GARMENTS)[number]; readonly accent: string; readonly hem: number }

function Details({ garment, accent, hem }: DetailsProps) {
  if (garment === 'suit')
    return (
      <>
        <path d="M54 55h12l-6 24z" fill="#f2efe8" />
        <path d="M58.5 58h3l1 14-2.5 5-2.5-5z" fill={accent} />
      </>
    )
  if (garment === 'hoodie') return <path d="M49 56c4 9 18 9 22 0l3 4c-6 12-22 12-28 0z" fill={accent} />
  if (garment === 'shirt') return <path d="M54 55l6 8 6-8" fill="none" stroke={accent} stroke-width="3" />
  if (garment === 'robe' || garment === 'coat')
    return <path d={`M54 55l6 12 6-12M60 67v${hem - 68}`} fill="none" stroke={accent} stroke-width="2.5" />
  if (garment === 'jacket') return <path d="M60 56v54" fill="none" stroke={accent} stroke-width="2" />
  return null
}

function BackHair({ look }: { readonly look: Look }) {
  const style = HAIR_STYLES[look.hair] ?? 'short'
  const hair = hexOf(HAIR_COLOURS, look.hairColour)
  if (style === 'long') return <path d="M45 30c0-22 30-22 30 0l3 40c-8 5-28 5-36 0z" fill={hair} />
  if (style === 'bob') return <path d="M44 30c0-21 32-21 32 0l1 20c-6 4-28 4-34 0z" fill={hair} />
  if (style === 'bun') return <circle cx="60" cy="11" r="7" fill={hair} />
  if (style === 'headscarf')
    return <path d="M44 32c0-24 32-24 32 0l4 30c-10 6-30 6-40 0z" fill={hexOf(ACCENT_COLOURS, look.accent)} />
  return null
}

type HeadProps = { readonly look: Look; readonly skin: string; readonly accent: string }

function Head({ look, skin, accent }: HeadProps) {
  const style = HAIR_STYLES[look.hair] ?? 'short'
  const extra = EXTRAS[look.extra] ?? 'none'
  const hair = hexOf(HAIR_COLOURS, look.hairColour)
  const hasBeard = extra === 'beard' || extra === 'glassesAndBeard'
  const hasGlasses = extra === 'glasses' || extra === 'glassesAndBeard'
  return (
    <>
      <ellipse cx="60" cy="33" rx="13" ry="16" fill={skin} />
      {hasBeard && <path d="M47.5 36c2 8 23 8 25 0 0 16-25 18-25 0z" fill={hair} />}
      <path d="M54.5 32v2M65.5 32v2" stroke="#231d1a" stroke-width="2.4" stroke-linecap="round" />
      <path d="M56.5 41c2 1.8 5 1.8 7 0" fill="none" stroke="#5b2f26" stroke-width="1.6" stroke-linecap="round" />
      {hasGlasses && <path d="M50 31h9v5h-9zM61 31h9v5h-9zM59 33h2" fill="none" stroke="#1d1d20" stroke-width="1.4" />}
      {style === 'headscarf' && <path d="M46 34c-1-24 29-24 28 0 0-14-28-14-28 0z" fill={accent} />}
      {style === 'cap' && <path d="M46 27c0-17 28-17 28 0l6 3H46z" fill={accent} />}
      {style === 'cropped' && <path d="M47 28c0-15 26-15 26 0-5-6-21-6-26 0z" fill={hair} />}
      {(style === 'short' || style === 'long' || style === 'bob' || style === 'bun') && (
        <path d="M46 32c-2-22 30-22 28 0-2-7-6-9-11-9-7 0-15 1-17 9z" fill={hair} />
      )}
    </>
  )
}
