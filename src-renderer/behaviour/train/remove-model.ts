import * as m from '../../../messages/compiled/messages.js'
import { request } from '../../state/engine.ts'
import { attempt } from '../../state/failures.svelte.ts'
import { history } from '../../state/history.svelte.ts'

/** Deletes a model at once; undo brings it back. */
export async function removeModel(id: number, name: string): Promise<void> {
  if ((await attempt(() => request('models.removeKept', { id }))) === undefined) return
  await history.offerUndo(m.ui_models_removed({ name }))
}
