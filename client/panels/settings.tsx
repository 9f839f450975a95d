// Language, single keys, and comfort in a headset. Everything is a button, so that a ray can set it too.
import { Choice, type Option } from './choice.tsx'
import type { Host } from './host.ts'
import type { Comfort, PanelModel } from './model.ts'
import { type Key, LANGUAGES, language, say } from './strings.ts'

const AMOUNTS: readonly (readonly [value: number, name: Key])[] = [
  [0, 'amount_none'],
  [0.3, 'amount_light'],
  [0.6, 'amount_medium'],
  [1, 'amount_strong'],
]
const STEPS_DEG = [15, 30, 45, 90] as const

const named = <const T,>(...pairs: readonly (readonly [T, Key])[]): readonly Option<T>[] =>
  pairs.map(([value, key]) => ({ value, text: say(key) }))

export function LanguageChoice() {
  return (
    <Choice
      title={say('language')}
      options={LANGUAGES.map(({ id, name }) => ({ value: id, text: name, lang: id }))}
      chosen={language.value}
      choose={(id) => {
        language.value = id
      }}
    />
  )
}

export function SettingsPanel({ model, host }: { readonly model: PanelModel; readonly host: Host }) {
  const comfort = model.comfort.value
  const set = (change: Partial<Comfort>): void => model.acts.setComfort({ ...comfort, ...change })
  return (
    <div class="settings-panel">
      <LanguageChoice />
      <Choice
        title={say('placeSound')}
        options={named([true, 'on'], [false, 'off'])}
        chosen={model.hasMeetingSound.value}
        choose={(isOn) => {
          model.hasMeetingSound.value = isOn
        }}
      />
      {host === 'screen' && (
        <>
          <div class="buttons">
            <button
              type="button"
              onClick={() => {
                model.open.value = 'identity'
              }}
            >
              {say('identity')}
            </button>
          </div>
          <Choice
            title={say('singleKeys')}
            options={named([true, 'on'], [false, 'off'])}
            chosen={model.hasKeys.value}
            choose={(isOn) => {
              model.hasKeys.value = isOn
            }}
          />
          <p class="quiet">{say('singleKeysTip')}</p>
          <h3>{say('comfort')}</h3>
        </>
      )}
      <Choice
        title={say('turning')}
        options={named(['snap', 'turnSnap'], ['smooth', 'turnSmooth'])}
        chosen={comfort.turn}
        choose={(turn) => set({ turn })}
      />
      <Choice
        title={say('turnStep')}
        options={STEPS_DEG.map((value) => ({ value, text: `${value}°` }))}
        chosen={comfort.snapDeg}
        isDisabled={comfort.turn === 'smooth'}
        choose={(snapDeg) => set({ snapDeg })}
      />
      <Choice
        title={say('walkBy')}
        options={named(['teleport', 'walkTeleport'], ['stick', 'walkStick'])}
        chosen={comfort.walkBy}
        choose={(walkBy) => set({ walkBy })}
      />
      <Choice
        title={say('vignette')}
        options={named(...AMOUNTS)}
        chosen={comfort.vignette}
        choose={(vignette) => set({ vignette })}
      />
      <Choice
        title={say('posture')}
        options={named([false, 'standing'], [true, 'seated'])}
        chosen={comfort.isSeated}
        choose={(isSeated) => set({ isSeated })}
      />
      <Choice
        title={say('menuHand')}
        options={named(['left', 'handLeft'], ['right', 'handRight'])}
        chosen={comfort.menuHand}
        choose={(menuHand) => set({ menuHand })}
      />
    </div>
  )
}
