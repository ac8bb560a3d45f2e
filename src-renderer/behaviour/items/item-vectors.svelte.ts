import * as m from '../../../messages/compiled/messages.js'
import type { Request, Response } from '../../../src-main/contract/methods.ts'
import { attempt } from '../../state/failures.svelte.ts'
import { runJob } from '../../state/jobs.svelte.ts'

export type FoundOfImages = Response<'models.itemImageVectors'>
export type FoundOfTexts = Response<'models.itemVectors'>

/** What is made into vectors, and which settings differ from the usual ones. */
interface Asked {
  from: 'images' | 'texts'
  folder: string | null
  /** Of images: which file shows which item. Of texts: the items with their texts. */
  table: string | null
  item: string
  file: string
  texts: readonly string[]
  width: number | null
}

/** Vectors of items that this window has made; they live in the file that they were written to. */
class ItemVectors {
  asked = $state<Asked>({
    ...{ from: 'images', folder: null, table: null, item: '', file: '', texts: [], width: null },
  })
  ofImages = $state.raw<FoundOfImages | null>(null)
  ofTexts = $state.raw<FoundOfTexts | null>(null)

  get saved(): string | null {
    return this.ofImages?.saved ?? this.ofTexts?.saved ?? null
  }

  async makeOfImages(params: Request<'models.itemImageVectors'>): Promise<void> {
    const found = await attempt(() =>
      runJob('models.itemImageVectors', params, () => m.ui_job_item_vectors()),
    )
    if (found === undefined) return
    this.ofImages = found
    this.ofTexts = null
  }

  async makeOfTexts(params: Request<'models.itemVectors'>): Promise<void> {
    const found = await attempt(() => runJob('models.itemVectors', params, () => m.ui_job_item_vectors()))
    if (found === undefined) return
    this.ofTexts = found
    this.ofImages = null
  }
}

export const itemVectors = new ItemVectors()
