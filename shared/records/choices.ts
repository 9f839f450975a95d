// What one may vote, in the order in which a signature counts it.

export const CHOICES = ['yes', 'no', 'abstain'] as const
export type Choice = (typeof CHOICES)[number]
