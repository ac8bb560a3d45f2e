export interface Toast {
  readonly key: number
  readonly kind: 'done' | 'refused'
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
}

/** Short messages that come and go at the foot of the window. */
class Toasts {
  all = $state.raw<readonly Toast[]>([])
  #last = 0

  /** Those with an action or a refusal stay longer, for there is something to read and do. */
  say(text: string, options: { kind?: Toast['kind']; action?: Toast['action'] } = {}): void {
    this.#last += 1
    const toast: Toast = { key: this.#last, kind: options.kind ?? 'done', text, action: options.action }
    this.all = [...this.all.slice(-2), toast]
    const stays = toast.action === undefined && toast.kind === 'done' ? 5000 : 12_000
    setTimeout(() => this.dismiss(toast.key), stays)
  }

  dismiss(key: number): void {
    this.all = this.all.filter((toast) => toast.key !== key)
  }
}

export const toasts = new Toasts()
