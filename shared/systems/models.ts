// What `townhall simulate` can run. A model is a folder here and a line in this list.
import { floodModel } from './flood/model.ts'
import type { Model } from './model.ts'

export const MODELS: readonly Model[] = [floodModel]
