import * as m from '../../../messages/compiled/messages.js'
import type { Request, Response } from '../../../src-main/contract/methods.ts'
import { attempt } from '../../state/failures.svelte.ts'
import { runJob } from '../../state/jobs.svelte.ts'

export type FoundOfImages = Response<'models.itemImageVectors'>
export type FoundOfTexts = Response<'models.itemVectors'>
export type FoundOfSentences = Response<'models.itemSentenceVectors'>
export type Pooling = NonNullable<Request<'models.itemSentenceVectors'>['pooling']>

/** What is made into vectors, and which settings differ from the usual ones. */
interface Asked {
  from: 'images' | 'texts' | 'sentences'
  folder: string | null
  /** The folder of a sentence model, and which of its files; null where the usual one is meant. */
  model: string | null
  modelFile: string | null
  /** As the folder says where empty. */
  pooling: Pooling | ''
  prefix: string
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
    ...{
      from: 'images',
      folder: null,
      model: null,
      modelFile: null,
      pooling: '',
      prefix: '',
      table: null,
      item: '',
      file: '',
      texts: [],
      width: null,
    },
  })
  ofImages = $state.raw<FoundOfImages | null>(null)
  ofTexts = $state.raw<FoundOfTexts | null>(null)
  ofSentences = $state.raw<FoundOfSentences | null>(null)

  get saved(): string | null {
    return (this.ofImages ?? this.ofTexts ?? this.ofSentences)?.saved ?? null
  }

  async makeOfImages(params: Request<'models.itemImageVectors'>): Promise<void> {
    const found = await attempt(() =>
      runJob('models.itemImageVectors', params, () => m.ui_job_item_vectors()),
    )
    if (found !== undefined) this.#show({ ofImages: found })
  }

  async makeOfTexts(params: Request<'models.itemVectors'>): Promise<void> {
    const found = await attempt(() => runJob('models.itemVectors', params, () => m.ui_job_item_vectors()))
    if (found !== undefined) this.#show({ ofTexts: found })
  }

  async makeOfSentences(params: Request<'models.itemSentenceVectors'>): Promise<void> {
    const found = await attempt(() =>
      runJob('models.itemSentenceVectors', params, () => m.ui_job_item_vectors()),
    )
    if (found !== undefined) this.#show({ ofSentences: found })
  }

  /** The latest alone is shown. */
  #show({ ofImages = null, ofTexts = null, ofSentences = null }: Shown): void {
    this.ofImages = ofImages
    this.ofTexts = ofTexts
    this.ofSentences = ofSentences
  }
}

interface Shown {
  readonly ofImages?: FoundOfImages | null
  readonly ofTexts?: FoundOfTexts | null
  readonly ofSentences?: FoundOfSentences | null
}

export const itemVectors = new ItemVectors()
