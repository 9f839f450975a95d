// The minimap: waters, greens and roads of the city around oneself, others as dots, oneself as an arrow. North is up.
import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { MapPerson, MinimapData, PanelModel } from './model.ts'
import { say } from './strings.ts'

const isBig = signal(false)
const SPAN_M = 1400
const BIG_SPAN_M = 9000
const ROAD_WIDTH_M: Readonly<Record<string, number>> = {
  motorway: 26,
  trunk: 24,
  primary: 20,
  secondary: 16,
  tertiary: 12,
  residential: 7,
}

export function Minimap({ model }: { readonly model: PanelModel }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const big = isBig.value
  const data = model.minimap.value
  const people = model.mapPeople.value
  useEffect(() => {
    if (canvas.current && data) draw(canvas.current, data, people, big ? BIG_SPAN_M : SPAN_M)
  }, [data, people, big])
  const size = big ? 420 : 220
  const goTo = (event: MouseEvent): void => {
    const me = people.find((person) => person.isMe)
    const box = canvas.current?.getBoundingClientRect()
    if (!me || !box) return
    const scale = (big ? BIG_SPAN_M : SPAN_M) / box.width
    const east = me.eastM + (event.clientX - box.left - box.width / 2) * scale
    const north = me.northM - (event.clientY - box.top - box.height / 2) * scale
    model.acts.goTo({ id: '', atM: [east, north] })
  }
  return (
    <div class={`panel minimap ${big ? 'big' : ''}`}>
      <canvas ref={canvas} width={size} height={size} role="img" aria-label={say('map')} onDblClick={goTo} />
      <span class="north" aria-hidden="true">
        N
      </span>
      <button
        type="button"
        aria-label={big ? say('smallerMap') : say('biggerMap')}
        aria-expanded={big}
        onClick={() => {
          isBig.value = !big
        }}
      >
        {big ? '−' : '+'}
      </button>
    </div>
  )
}

function draw(canvas: HTMLCanvasElement, data: MinimapData, people: readonly MapPerson[], spanM: number): void {
  const context = canvas.getContext('2d')
  const me = people.find((person) => person.isMe)
  if (!context || !me) return
  const scale = canvas.width / spanM
  const x = (eastM: number): number => (eastM - me.eastM) * scale + canvas.width / 2
  const y = (northM: number): number => (me.northM - northM) * scale + canvas.height / 2
  const trace = (line: readonly number[]): void => {
    context.beginPath()
    for (let i = 0; i + 1 < line.length; i += 2) context.lineTo(x(line[i] ?? 0), y(line[i + 1] ?? 0))
  }
  const isNear = (line: readonly number[]): boolean => {
    for (let i = 0; i + 1 < line.length; i += 2)
      if (Math.abs((line[i] ?? 0) - me.eastM) < spanM && Math.abs((line[i + 1] ?? 0) - me.northM) < spanM) return true
    return line.length > 40
  }
  context.fillStyle = '#e9e4d8'
  context.fillRect(0, 0, canvas.width, canvas.height)
  for (const [rings, colour] of [
    [data.greens, '#b9d3a0'],
    [data.waters, '#8fbfdc'],
  ] as const) {
    context.fillStyle = colour
    for (const ring of rings) {
      if (!isNear(ring)) continue
      trace(ring)
      context.fill()
    }
  }
  for (const [colour, extra] of [
    ['#c9bfae', 2],
    ['#ffffff', 0],
  ] as const)
    for (const road of data.roads) {
      if (!isNear(road.line)) continue
      trace(road.line)
      context.strokeStyle = colour
      context.lineWidth = Math.max(0.7, (ROAD_WIDTH_M[road.class] ?? 4) * scale) + extra
      context.stroke()
    }
  for (const person of people) mark(context, person, x(person.eastM), y(person.northM))
}

function mark(context: CanvasRenderingContext2D, person: MapPerson, x: number, y: number): void {
  context.save()
  context.translate(x, y)
  context.beginPath()
  if (person.isMe) {
    context.rotate(person.headingRad)
    context.moveTo(0, -9)
    context.lineTo(6, 7)
    context.lineTo(0, 3)
    context.lineTo(-6, 7)
    context.closePath()
  } else context.arc(0, 0, 4, 0, 2 * Math.PI)
  context.fillStyle = person.isMe ? '#c8102e' : '#1d4ed8'
  context.strokeStyle = '#ffffff'
  context.lineWidth = 1.5
  context.fill()
  context.stroke()
  context.restore()
}
