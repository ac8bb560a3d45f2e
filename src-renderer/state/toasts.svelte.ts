export interface Toast {
  readonly key: number
  readonly kind: 'done' | 'refused'
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
  /** A newer one about the same takes its place. */
  readonly about?: string
}

/** Short messages that come and go at the foot of the window. */
class Toasts {
  all = $state.raw<readonly Toast[]>([])
  #last = 0

  /** Those with an action or a refusal stay longer, for there is something to read and do. Returns its key. */
  say(text: string, options: Partial<Pick<Toast, 'kind' | 'action' | 'about'>> = {}): number {
    this.#last += 1
    const toast: Toast = { key: this.#last, kind: 'done', text, ...options }
    const others = this.all.filter(({ about }) => about === undefined || about !== toast.about)
    this.all = [...others.slice(-2), toast]
    const stays = toast.action === undefined && toast.kind === 'done' ? 5000 : 12_000
    setTimeout(() => this.dismiss(toast.key), stays)
    return toast.key
  }

  dismiss(key: number): void {
    this.all = this.all.filter((toast) => toast.key !== key)
  }
}

export const toasts = new Toasts()
