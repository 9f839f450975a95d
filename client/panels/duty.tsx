// The duty desk: alerts, devices, tasks and incidents of the moment one looks at, one list at a time. Everybody may look;
// the buttons are there for who may act.
import { Choice } from './choice.tsx'
import type { Deed, DutyItem, DutySection } from './duty-items.ts'
import type { Host } from './host.ts'
import type { Card, PanelModel } from './model.ts'
import { say } from './strings.ts'
import { SYSTEMS_HERE } from '../systems/index.ts'

const SIGNS = { notice: 'i', warning: '!', emergency: '!!' } as const

export const dutySections = (): readonly DutySection[] => SYSTEMS_HERE.flatMap(({ duty }) => duty ?? [])

/** What wants somebody's eye, over all lists. */
export const dutyCount = (model: PanelModel): number =>
  dutySections().reduce((sum, section) => sum + section.count(model), 0)

export const sectionTitle = (section: DutySection, model: PanelModel): string => {
  const count = section.count(model)
  const name = say(section.title)
  return count > 0 ? say('dutyCount', { name, count }) : name
}

/** What the systems let one do on a card that is kept. */
export const cardDeeds = (model: PanelModel, card: Card): readonly Deed[] =>
  model.isCardPinned.value ? SYSTEMS_HERE.flatMap((system) => system.cardDeeds?.(model, card) ?? []) : []

/** The one that is shown. */
export const shownSection = (model: PanelModel): DutySection | undefined => {
  const sections = dutySections()
  return sections.find(({ id }) => id === model.duty.value) ?? sections[0]
}

export function DutyPanel({ model, host }: { readonly model: PanelModel; readonly host: Host }) {
  const shown = shownSection(model)
  if (!shown) return null
  return (
    <div class="duty-panel">
      <div class="buttons" role="group" aria-label={say('duty')}>
        {dutySections().map((section) => (
          <button
            key={section.id}
            type="button"
            aria-pressed={section.id === shown.id}
            onClick={() => {
              model.duty.value = section.id
            }}
          >
            {sectionTitle(section, model)}
          </button>
        ))}
      </div>
      <div class="duty-list" role="group" aria-label={say(shown.title)}>
        {shown.items(model, host).map((item, i) => (
          <DutyItemView key={`${shown.id} ${i}`} item={item} />
        ))}
      </div>
      {host === 'screen' && shown.Form && <shown.Form model={model} />}
    </div>
  )
}

/** On the desk and on boards. */
export function DutyItemView({ item }: { readonly item: DutyItem }) {
  switch (item.kind) {
    case 'text':
      return <p class="quiet">{item.label}</p>
    case 'button':
      return (
        <button
          type="button"
          class={item.isPrimary ? 'primary' : ''}
          disabled={item.isDisabled === true}
          {...(item.isOn === undefined ? {} : { 'aria-pressed': item.isOn })}
          onClick={() => item.press()}
        >
          {item.label}
        </button>
      )
    case 'choice':
      return (
        <Choice
          title={item.label}
          options={item.options.map(({ label }, value) => ({ value, text: label }))}
          chosen={item.options.findIndex(({ isOn }) => isOn)}
          choose={(at) => item.options[at]?.press()}
        />
      )
    case 'row':
      return (
        <div class={`duty-row ${item.tone ?? ''}`}>
          {item.tone && (
            <span class="sign" aria-hidden="true">
              {SIGNS[item.tone]}
            </span>
          )}
          <div class="who">
            <span class="name">
              {item.tone && <span class="unseen">{say(`severity_${item.tone}`)} </span>}
              {item.label}
            </span>
            <span class="quiet">{item.detail}</span>
            <Deeds deeds={item.deeds} />
          </div>
        </div>
      )
  }
  return null
}

/** On the desk and on a card. */
export function DeedButtons({ deeds }: { readonly deeds: readonly Deed[] }) {
  return (
    <>
      {deeds.map((deed) => (
        <button
          key={deed.label}
          type="button"
          class={deed.isPrimary ? 'primary' : ''}
          aria-label={deed.label}
          onClick={() => deed.press()}
        >
          {deed.shown}
        </button>
      ))}
    </>
  )
}

function Deeds({ deeds }: { readonly deeds: readonly Deed[] }) {
  if (deeds.length === 0) return null
  return (
    <span class="buttons">
      <DeedButtons deeds={deeds} />
    </span>
  )
}
