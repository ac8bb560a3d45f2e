import { AntecedentError, type ErrorCode } from '../../contract/errors.ts'
import type { SequenceModel } from '../../contract/models.ts'
import type { ProgressDetail } from '../../contract/monitor.ts'
import type { Words } from '../../contract/words.ts'
import type { EventSide, Sequences } from '../data/sequences.ts'
import type { Questions } from '../hold-model.ts'
import type { Adversary } from '../losses/adversary.ts'
import type { LossName } from '../losses/table.ts'
import type { SavedModel } from '../saving/saved-model.ts'
import type { Checkpoint, Training, TrainingPlan } from '../training/train-model.ts'
import type { FoundAdapter } from './graphics.ts'
import type { Answer, Question } from './questions.ts'

/** What a training needs of its sequences: names stay where they are. */
export interface PlainSequences {
  readonly users: number
  readonly items: number
  readonly item: Int32Array
  readonly start: Int32Array
  readonly sides?: readonly EventSide[]
}

/** To where a graphics processor is, over one link for each thing asked. */
export type ToCompute =
  | { readonly kind: 'find' }
  | {
      readonly kind: 'parity'
      readonly model: SequenceModel
      readonly steps: number
      readonly loss: LossName
      readonly adversary?: Adversary
    }
  | {
      readonly kind: 'train'
      readonly sequences: PlainSequences
      readonly plan: TrainingPlan
      readonly checkpoint: Checkpoint | null
    }
  /** The checkpoint is kept: training may go on. */
  | { readonly kind: 'saved' }
  | {
      readonly kind: 'hold'
      readonly model: Pick<SavedModel, 'architecture' | 'weights'>
      readonly rows: number
      readonly questions: Questions
    }
  /** Of the model that is held; several may be under way. */
  | { readonly kind: 'ask'; readonly ticket: number; readonly question: Question }
  | { readonly kind: 'load'; readonly weights: Float32Array }
  | { readonly kind: 'cancel' }

export type FromCompute =
  | { readonly kind: 'found'; readonly adapter: FoundAdapter }
  | { readonly kind: 'compared'; readonly difference: number }
  | {
      readonly kind: 'progress'
      readonly fraction: number
      readonly phase?: Words
      readonly detail?: ProgressDetail
    }
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'trained'; readonly training: Training }
  | { readonly kind: 'held' }
  | { readonly kind: 'answered'; readonly ticket: number; readonly values: Answer }
  | {
      readonly kind: 'failed'
      /** Of the question that failed; else everything did. */
      readonly ticket?: number
      readonly code: string
      readonly parameters: AntecedentError['parameters']
    }

/** One end of a link between two processes. */
export interface Link<Out, In> {
  post(message: Out): void
  onMessage(listener: (message: In) => void): void
  /** The other end is gone, and why. */
  onClosed(listener: (detail: string) => void): void
  close(): void
}

export type ComputeLink = Link<ToCompute, FromCompute>

/** A copy that can go to another process: columns may be shared between threads. */
export function plainSequences({ users, items, item, start, sides }: Sequences): PlainSequences {
  return {
    users: users.length,
    items: items.length,
    item: item.slice(),
    start: start.slice(),
    sides: sides?.map(({ side, codes }) => ({ side, codes: codes.slice() })),
  }
}

export function namelessSequences({ users, items, ...rest }: PlainSequences): Sequences {
  return { ...rest, users: new Array<string>(users).fill(''), items: new Array<string>(items).fill('') }
}

export function errorOf({ code, parameters }: Extract<FromCompute, { kind: 'failed' }>): Error {
  return new AntecedentError(code as ErrorCode, parameters)
}
