// The command line was wrong: the message is the one sentence shown, the exit code is 2.

export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}
