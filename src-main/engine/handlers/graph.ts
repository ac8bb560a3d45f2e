import type { graphMethods } from '../../contract/graph-methods.ts'
import type { Handlers } from '../handler.ts'
import { graphDrawingHandlers } from './graph-drawing.ts'
import { graphEffectHandlers } from './graph-effects.ts'
import { graphSeparationHandlers } from './graph-separation.ts'
import { graphStructureHandlers } from './graph-structure.ts'

/** Answers every question about a graph. */
export const graphHandlers: Handlers<typeof graphMethods> = {
  ...graphSeparationHandlers,
  ...graphEffectHandlers,
  ...graphStructureHandlers,
  ...graphDrawingHandlers,
}
