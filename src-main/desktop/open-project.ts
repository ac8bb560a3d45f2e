import type { MethodName } from '../contract/methods.ts'

export interface OpenParams {
  readonly path: string
  readonly passphrase?: string | null
}

/** What it takes to open the project again: followed from the requests that succeeded, kept in memory only. */
export class OpenProject {
  private opened: OpenParams | null = null

  get params(): OpenParams | null {
    return this.opened
  }

  /** Takes note of a request that succeeded. The path, where it opened a project; otherwise null. */
  follow(method: MethodName, params: unknown): string | null {
    if (method === 'project.open' || method === 'project.create') {
      this.opened = params as OpenParams
      return this.opened.path
    }
    if (method === 'project.close') this.opened = null
    if (method === 'project.changePassphrase' && this.opened !== null) {
      this.opened = { ...this.opened, passphrase: (params as { to: string | null }).to }
    }
    return null
  }

  forget(): void {
    this.opened = null
  }
}
