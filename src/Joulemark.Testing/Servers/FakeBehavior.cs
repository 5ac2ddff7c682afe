namespace Joulemark.Testing.Servers;

/// <summary>How a <see cref="FakeOpenAIServer"/> answers. The defaults are those of a well-behaved server.</summary>
public sealed record FakeBehavior
{
    /// <summary>Names that <c>/v1/models</c> lists; default <c>fake</c>. Null makes it answer 404.</summary>
    public IReadOnlyList<string>? Models { get; init; } = ["fake"];

    /// <summary>Text of each token of an answer; default eight short ones, some with multi-byte characters.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = ["The", " answer", " is", " 42", " –", " naïve", " 😀", "."];

    /// <summary>Prompt tokens to report; default 7.</summary>
    public int PromptTokens { get; init; } = 7;

    /// <summary>Prompt tokens to report as served from a prefix cache; null, the default, leaves the field out.</summary>
    public int? CachedTokens { get; init; }

    /// <summary>Where the token counts go. Sent whether or not the request asks for them.</summary>
    public FakeUsage Usage { get; init; } = FakeUsage.LastChunk;

    /// <summary>Wait before the first token; default none.</summary>
    public TimeSpan FirstTokenDelay { get; init; }

    /// <summary>Wait before each further token; default none.</summary>
    public TimeSpan TokenDelay { get; init; }

    /// <summary>Completions that it works on at the same time; further ones wait for their turn. Null, the default, is all of them.</summary>
    public int? Slots { get; init; }

    /// <summary>Chat streams begin with a chunk that names the role and has <c>content: null</c>; default true.</summary>
    public bool RoleChunk { get; init; } = true;

    /// <summary>Streams end with <c>[DONE]</c>; default true.</summary>
    public bool Done { get; init; } = true;

    /// <summary>Lines of the stream end with CR LF; default false.</summary>
    public bool CrLf { get; init; }

    /// <summary>Comment lines stand between the events, as servers send them to keep a connection open; default false.</summary>
    public bool Comments { get; init; }

    /// <summary>How the stream is cut into writes.</summary>
    public FakeDelivery Delivery { get; init; }

    /// <summary>Closes the connection after each answer although its head says <c>Keep-Alive</c>, as llama.cpp does; default false.</summary>
    public bool ClosesAfterAnswer { get; init; }

    /// <summary>How completions fail; default not at all.</summary>
    public FakeFailure Failure { get; init; }

    /// <summary>Which completions fail, by their number from 1; default every one. Used with <see cref="Failure"/> only.</summary>
    public Func<int, bool> FailsOn { get; init; } = _ => true;

    /// <summary>What errors say; default words of the failure's own.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Value of the header <c>Retry-After</c> that goes with <see cref="FakeFailure.TooManyRequests"/>: seconds or a moment. Null, the default, leaves it out.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>How <c>/v1/models</c> fails; default not at all.</summary>
    public FakeFailure ModelsFailure { get; init; }
}
