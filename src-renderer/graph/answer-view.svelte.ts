export type AnswerView = 'adjust' | 'paths' | 'identify' | 'test'

/** Which kind of answer is looked at; kept while the analyst is elsewhere. */
class ChosenView {
  current = $state<AnswerView>('adjust')
}

export const answerView = new ChosenView()
