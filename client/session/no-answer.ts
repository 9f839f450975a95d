// What a verdict says when none came: the line was gone, or the city too slow. It may have been done or not.

export const NO_ANSWER = 'the city did not answer; it may not have been done'
