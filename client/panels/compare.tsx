// Comparing over the view: at the top where one is and how it is compared, and over the picture the line one drags, with a
// name on each side. Which of the two is seen where is always written.
import { useRef } from 'preact/hooks'
import { Choice } from './choice.tsx'
import { COMPARE_MODES, type CompareMode } from './compare-model.ts'
import { Legend } from './legend.tsx'
import type { PanelModel } from './model.ts'
import { momentText } from './moments.ts'
import { useOwnId } from './own-id.ts'
import { isKey, say } from './strings.ts'

/** A banner while one looks at a branch. */
export function CompareBar({ model }: { readonly model: PanelModel }) {
  const { time } = model
  const { compare } = time
  const b = compare.b.value
  const id = useOwnId()
  if (!b || time.looking.value.is !== 'fork') return null
  const title = compare.isAShown.value ? (compare.a.value?.name ?? b.name) : b.name
  const when = momentText(time.atMs.value, model.timeZone.value, time.nowMs.value)
  return (
    <section class="panel banner compare-bar" aria-label={say('compare')}>
      <p role="status">{say('compareYouAreIn', { title, time: when })}</p>
      <button type="button" onClick={() => time.acts.goLive()}>
        {say('whatifLeave')}
      </button>
      {compare.others.value.length > 0 && (
        <details class="compare-how" open={compare.now.value !== 'off'}>
          <summary>{say('compare')}</summary>
          <div class="compare-with">
            <label for={id}>{say('compareWith')}</label>
            <select
              id={id}
              value={compare.a.value?.timeline ?? ''}
              onChange={(event) => compare.choose(event.currentTarget.value)}
            >
              {compare.others.value.map(({ timeline, name }) => (
                <option key={timeline} value={timeline}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          <Choice
            title={say('compareHow')}
            options={modesFor(model).map((mode) => ({ value: mode, text: say(`compare_${mode}`) }))}
            chosen={compare.now.value}
            choose={(mode) => {
              compare.mode.value = mode
            }}
          />
          <How model={model} />
        </details>
      )}
    </section>
  )
}

/** Two pictures need a screen, a headset has two already; two tables need a table. */
export const modesFor = ({ canDraw, headset }: PanelModel): readonly CompareMode[] =>
  COMPARE_MODES.filter((mode) => {
    if (mode === 'off' || mode === 'switch') return true
    if (mode === 'tables') return headset.value === 'table'
    return mode === 'difference' ? canDraw.value : canDraw.value && headset.value === 'none'
  })

function How({ model }: { readonly model: PanelModel }) {
  const { compare } = model.time
  const { a, b } = { a: compare.a.value, b: compare.b.value }
  const mode = compare.now.value
  if (!a || !b || mode === 'off') return null
  const trouble =
    compare.state.value === 'notThen'
      ? say('compareNotThen', { name: a.name })
      : compare.state.value === 'coming'
        ? say('compareComing', { name: a.name })
        : ''
  const other = compare.shown.value === 'a' ? b : a
  return (
    <>
      {mode === 'switch' && (
        <button type="button" class="primary" aria-keyshortcuts="V" onClick={() => compare.flip()}>
          {say('compareFlip', { name: other.name })}
        </button>
      )}
      {mode === 'difference' && <Difference model={model} />}
      <p class="quiet" role="status">
        {trouble}
      </p>
    </>
  )
}

function Difference({ model }: { readonly model: PanelModel }) {
  const { compare, layers } = model.time
  const id = useOwnId()
  const info = compare.difference.value
  const nameOf = (title: string): string => (isKey(title) ? say(title) : title)
  const comparable = layers.value.filter((layer) => compare.rasters.value.includes(layer.id))
  const [a, b] = [compare.a.value?.name ?? '', compare.b.value?.name ?? '']
  return (
    <>
      {comparable.length > 1 && (
        <div class="compare-with">
          <label for={id}>{say('compareLayer')}</label>
          <select
            id={id}
            value={info?.id ?? compare.layer.value}
            onChange={(event) => {
              compare.layer.value = event.currentTarget.value
            }}
          >
            {comparable.map((layer) => (
              <option key={layer.id} value={layer.id}>
                {nameOf(layer.title)}
              </option>
            ))}
          </select>
        </div>
      )}
      {info && (
        <>
          <p class="quiet">{say('compareDifferenceOf', { layer: nameOf(info.title), a: `A ${a}`, b: `B ${b}` })}</p>
          <Legend layer={info} name={say('compare_difference')} />
          <p class="quiet">{say('compareDifferenceTip')}</p>
        </>
      )}
    </>
  )
}

/** Names on both sides, and the line between them. */
export function CompareView({ model }: { readonly model: PanelModel }) {
  const { compare } = model.time
  const [a, b] = [compare.a.value, compare.b.value]
  const mode = compare.now.value
  if (!a || !b || mode === 'off' || mode === 'tables' || !model.canDraw.value) return null
  const line = mode === 'side' ? 0.5 : compare.line.value
  const tagA = say('compareSideA', { name: a.name })
  const tagB = say('compareSideB', { name: b.name })
  if (mode === 'switch' || mode === 'difference') {
    const shown = mode === 'difference' ? `${tagB} − ${tagA}` : compare.isAShown.value ? tagA : tagB
    return <p class="compare-tag compare-one">{shown}</p>
  }
  return (
    <div class="compare-view">
      <p class="compare-tag" style={{ right: `calc(${100 - 100 * line}% + 22px)` }}>
        {tagA}
      </p>
      <p class="compare-tag" style={{ left: `calc(${100 * line}% + 22px)` }}>
        {tagB}
      </p>
      {mode === 'swipe' ? (
        <Line model={model} a={a.name} b={b.name} />
      ) : (
        <div class="compare-line" style={{ left: '50%' }} />
      )}
    </div>
  )
}

type LineProps = { readonly model: PanelModel; readonly a: string; readonly b: string }

function Line({ model, a, b }: LineProps) {
  const { compare } = model.time
  const isHeld = useRef(false)
  const percent = Math.round(100 * compare.line.value)
  const drag = (event: PointerEvent): void => {
    if (isHeld.current) compare.moveLine(event.clientX / innerWidth)
  }
  const letGo = (): void => {
    isHeld.current = false
  }
  return (
    <div
      class="compare-line held"
      style={{ left: `${100 * compare.line.value}%` }}
      role="slider"
      tabIndex={0}
      aria-label={say('compareLine', { a, b })}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={say('compareLineAt', { percent })}
      onKeyDown={(event) => {
        if (!compare.keyOnLine(event.key)) return
        event.preventDefault()
        // The arrows are the line's, not the walker's.
        event.stopPropagation()
      }}
      onPointerDown={(event) => {
        isHeld.current = true
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={drag}
      onPointerUp={letGo}
      onPointerCancel={letGo}
    >
      <span class="grip" aria-hidden="true">
        ⇔
      </span>
    </div>
  )
}
