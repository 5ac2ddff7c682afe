namespace Joulemark.Testing.Servers;

/// <summary>A behavior with its streams written out, so that a fake server costs next to nothing per request.</summary>
internal sealed class FakeScript(FakeBehavior behavior)
{
    private readonly FakeStream _chat = new(behavior, chat: true);
    private readonly FakeStream _completions = new(behavior, chat: false);

    public FakeBehavior Behavior { get; } = behavior;

    /// <summary>Places for the completions that it works on; null for as many as come.</summary>
    public SemaphoreSlim? Slots { get; } = behavior.Slots is { } slots ? new SemaphoreSlim(slots) : null; // nobody asks for its handle: nothing to dispose of

    public FakeStream Stream(bool chat) => chat ? _chat : _completions;
}
