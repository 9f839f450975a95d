// On a phone: a stick that walks, and up and down in flight. A finger anywhere else drags the view to look. What they
// ask for stands in `model.stick`; the input reads it once a frame.
import { signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Icon } from './icons.tsx'
import type { PanelModel, Stick } from './model.ts'
import { say } from './strings.ts'

/** How far the knob goes, CSS pixels; the stylesheet draws the ring around it. */
const REACH_PX = 44
/** Within this share of the reach nothing is meant yet. */
const DEAD = 0.12
const STILL: Stick = { forward: 0, right: 0, up: 0 }

const isCoarse = signal(false)

export function TouchSticks({ model }: { readonly model: PanelModel }) {
  useEffect(() => {
    const media = matchMedia('(pointer: coarse)')
    const hear = (): void => {
      isCoarse.value = media.matches
    }
    hear()
    media.addEventListener('change', hear)
    return () => media.removeEventListener('change', hear)
  }, [])
  const isShown = isCoarse.value && model.headset.value === 'none'
  useEffect(
    () => () => {
      model.stick.value = STILL
    },
    [isShown, model],
  )
  if (!isShown) return null
  return (
    <div class="sticks">
      <WalkStick model={model} />
      {model.mode.value === 'fly' && (
        <div class="climb">
          <ClimbButton model={model} sign={1} />
          <ClimbButton model={model} sign={-1} />
        </div>
      )}
    </div>
  )
}

/** Deaf to screen readers, which cannot drag: for them there are places to go to and people to follow. */
function WalkStick({ model }: { readonly model: PanelModel }) {
  const knob = useSignal({ x: 0, y: 0 })
  const move = (event: PointerEvent & { readonly currentTarget: HTMLElement }): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const box = event.currentTarget.getBoundingClientRect()
    const x = (event.clientX - box.left - box.width / 2) / REACH_PX
    const y = (event.clientY - box.top - box.height / 2) / REACH_PX
    const far = Math.hypot(x, y)
    const share = far > 1 ? 1 / far : 1
    knob.value = { x: x * share, y: y * share }
    const isMeant = far > DEAD
    model.stick.value = {
      ...model.stick.value,
      forward: isMeant ? -y * share : 0,
      right: isMeant ? x * share : 0,
    }
  }
  const end = (): void => {
    knob.value = { x: 0, y: 0 }
    model.stick.value = { ...model.stick.value, forward: 0, right: 0 }
  }
  const { x, y } = knob.value
  return (
    <div
      class="stick"
      aria-hidden="true"
      title={say('touchStick')}
      onPointerDown={(event) => {
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
        move(event)
      }}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
      onLostPointerCapture={end}
    >
      <div class="knob" style={{ transform: `translate(${x * REACH_PX}px, ${y * REACH_PX}px)` }} />
    </div>
  )
}

function ClimbButton({ model, sign }: { readonly model: PanelModel; readonly sign: 1 | -1 }) {
  const climb = (up: number): void => {
    model.stick.value = { ...model.stick.value, up }
  }
  const stop = (): void => climb(0)
  return (
    <button
      type="button"
      class="panel"
      aria-label={say(sign === 1 ? 'up' : 'down')}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        climb(sign)
      }}
      onPointerUp={stop}
      onPointerCancel={stop}
      onLostPointerCapture={stop}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') climb(sign)
      }}
      onKeyUp={stop}
      onBlur={stop}
    >
      <Icon name={sign === 1 ? 'up' : 'down'} />
    </button>
  )
}
