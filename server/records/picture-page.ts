// Pictures in a page: beside each other, their bytes in the page itself, so that a page saved to a disk has them.
import { type Html, html, NOTHING } from '../meetings/papers-html.ts'
import type { PictureTold } from './record-blocks.ts'

export const figures = (list: readonly PictureTold[]): Html =>
  html`<div class="pictures">
    ${list.map(
      ({ png, caption, alt }) =>
        html`<figure>
          ${png ? html`<img src="data:image/png;base64,${png.toString('base64')}" alt="${alt}" />` : NOTHING}
          <figcaption>${caption}</figcaption>
        </figure>`,
    )}
  </div>`
