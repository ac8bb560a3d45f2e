import type { MethodName, Request, Response } from '../../src-main/contract/methods.ts'
import { type EngineFailure, isFailure, request } from './engine.ts'
import { keepParts } from './kept-parts.ts'
import { language } from './language.svelte.ts'
import { project } from './project.svelte.ts'

/** An answer of the engine that is asked for again when the project, the language or the question changes. */
export interface Query<Name extends MethodName> {
  readonly value: Response<Name> | undefined
  readonly failure: EngineFailure | null
  /** True until there is a first answer. */
  readonly loading: boolean
}

/**
 * Made while a component is being set up. `params` may read state; null asks nothing. The answer before stays until the
 * next one is there, and its parts stay where they are the same, so that nothing flickers or is drawn twice.
 */
export function query<Name extends MethodName>(
  method: Name,
  params: () => Request<Name> | null,
): Query<Name> {
  let value = $state.raw<Response<Name> | undefined>(undefined)
  let failure = $state.raw<EngineFailure | null>(null)
  let loading = $state(true)

  $effect(() => {
    void project.revision
    void language.current
    const asked = params()
    if (asked === null) {
      value = undefined
      loading = false
      return
    }
    let wanted = true
    const read = request(method, asked).then(
      (answer) => {
        if (!wanted) return
        value = keepParts(value, answer)
        failure = null
        loading = false
      },
      (error) => {
        if (!wanted) return
        failure = isFailure(error) ? error : null
        value = undefined
        loading = false
      },
    )
    project.reads(read)
    return () => {
      wanted = false
    }
  })

  return {
    get value() {
      return value
    },
    get failure() {
      return failure
    },
    get loading() {
      return loading
    },
  }
}
