import type { OpenPurpose, SavePurpose, WindowEvent } from '../../src-main/contract/bridge.ts'
import type { ErrorMessage, ProgressMessage } from '../../src-main/contract/messages.ts'
import type { MethodName, Request, Response } from '../../src-main/contract/methods.ts'

/** What the engine answers where it could not: a catalogued error in the analyst's language. */
export type EngineFailure = ErrorMessage

let lastToken = 0

/** Asks the engine; `id` is what `cancelRequest` takes. Rejects with an `EngineFailure`. */
export function send<Name extends MethodName>(
  method: Name,
  params: Request<Name>,
  onProgress?: (progress: ProgressMessage) => void,
): { readonly id: number; readonly answer: Promise<Response<Name>> } {
  lastToken += 1
  return { id: lastToken, answer: unwrap(lastToken, method, params, onProgress) }
}

export function request<Name extends MethodName>(
  method: Name,
  params: Request<Name>,
): Promise<Response<Name>> {
  return send(method, params).answer
}

export function cancelRequest(id: number): void {
  window.antecedent.cancel(id)
}

export function onEngineEvent(listener: (event: WindowEvent) => void): () => void {
  return window.antecedent.onEvent(listener)
}

/** Asks for a file; null where the analyst thought better of it. */
export function chooseFile(purpose: OpenPurpose): Promise<string | null> {
  return window.antecedent.dialogs.open(purpose)
}

export function chooseTarget(purpose: SavePurpose, suggestedName: string): Promise<string | null> {
  return window.antecedent.dialogs.save(purpose, suggestedName.replace(/[/\\]/g, '-').slice(0, 200))
}

export function isFailure(error: unknown): error is EngineFailure {
  return typeof error === 'object' && error !== null && 'code' in error && 'hint' in error
}

async function unwrap<Name extends MethodName>(
  token: number,
  method: Name,
  params: Request<Name>,
  onProgress?: (progress: ProgressMessage) => void,
): Promise<Response<Name>> {
  // Reactive state is a proxy, which cannot cross to another process: what leaves is a plain copy.
  const plain = JSON.parse(JSON.stringify(params)) as Request<Name>
  const answer = await window.antecedent.request(token, method, plain, onProgress)
  if ('error' in answer) throw answer.error
  return answer.result
}
