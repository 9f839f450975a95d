// The bar while a work is placed by pointing: what to do next in words, its size, and taking back, placing, giving up. Without
// a pointer one turns to the place and points with the cross in the middle of the view.
import type { PanelModel } from './model.ts'
import { SIZES } from './placing-model.ts'
import { placingText, sizeText, toolText } from './placing-words.ts'
import { say } from './strings.ts'

export function PlacingBar({ model }: { readonly model: PanelModel }) {
  const { placing } = model
  const now = placing.now.value
  const range = now ? SIZES[now.tool] : null
  return (
    <>
      <div role="status">{now && <p class="panel notice placing-text">{placingText(model)}</p>}</div>
      <div>
        {now && range && (
          <section class="panel banner placing" aria-label={toolText(now.tool)}>
            <label class="placing-size">
              <span>
                {say(`toolSize_${now.tool}`)}: {sizeText(now.tool, now.size)}
              </span>
              <input
                type="range"
                min={range.least}
                max={range.most}
                step={range.step}
                value={now.size}
                aria-valuetext={sizeText(now.tool, now.size)}
                onInput={(event) => placing.setSize(Number(event.currentTarget.value))}
              />
            </label>
            <button
              type="button"
              onFocus={() => {
                placing.isByKeys.value = true
              }}
              onClick={() => {
                placing.isByKeys.value = true
                placing.pointAtAim()
              }}
            >
              {say('placingHere')}
            </button>
            <button type="button" disabled={now.points.length === 0} onClick={() => placing.undo()}>
              {say('placingUndo')}
            </button>
            <button type="button" class="primary" disabled={!placing.canPlace.value} onClick={() => placing.confirm()}>
              {say('placingConfirm')}
            </button>
            <button type="button" onClick={() => placing.cancel()}>
              {say('placingCancel')}
            </button>
            <p class="quiet">{say('placingKeys')}</p>
          </section>
        )}
      </div>
    </>
  )
}

/** What one points with when there is no pointer. */
export function PlacingCross({ model }: { readonly model: PanelModel }) {
  const { placing } = model
  return placing.now.value && placing.isByKeys.value && model.headset.value === 'none' ? (
    <div class="cross" aria-hidden="true" />
  ) : null
}
