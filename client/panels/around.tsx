// The text twin of the scene: what is around, how far and where, for people who do not see it; needs no picture.
import { useEffect } from 'preact/hooks'
import type { Host } from './host.ts'
import type { PanelModel, Sighting } from './model.ts'
import { aroundText, nameText, whereText } from './sightings.ts'
import { say } from './strings.ts'

const MOST_IN_HEADSET = 6

export function AroundPanel({ model, host }: { readonly model: PanelModel; readonly host: Host }) {
  const all = model.around.value
  const shown = host === 'screen' ? all : all.slice(0, MOST_IN_HEADSET)
  useEffect(() => {
    const { thingsWanted, things } = model.time
    thingsWanted.value++
    model.acts.lookAround()
    // Sensors are told a moment after they are asked for; what another list had of them may go and come once more.
    let isHere = false
    const stop = things.subscribe((come) => {
      const comes = !isHere && come.length > 0
      isHere = come.length > 0
      if (comes) model.acts.lookAround()
    })
    return () => {
      stop()
      thingsWanted.value--
    }
  }, [model])
  return (
    <div class="around-panel">
      <button type="button" data-first onClick={() => model.acts.lookAround()}>
        {say('lookAgain')}
      </button>
      <p class="unseen" role="status">
        {aroundText(all)}
      </p>
      {all.length === 0 && <p class="quiet">{say('aroundEmpty')}</p>}
      <ul class="rows" aria-label={say('aroundTitle')}>
        {shown.map((sighting) => (
          <li class="row-item" key={`${sighting.kind} ${sighting.id}`}>
            <span class="who">
              <span class="name">{nameText(sighting)}</span>
              <span class="quiet">{whereText(sighting)}</span>
            </span>
            <button
              type="button"
              aria-label={say('goThereNamed', { name: nameText(sighting) })}
              onClick={() => go(model, sighting)}
            >
              {say('goTo')}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

function go(model: PanelModel, { kind, id, atM }: Sighting): void {
  if (kind === 'person') model.acts.goToPerson(Number(id))
  else model.acts.goTo({ id, atM })
}
