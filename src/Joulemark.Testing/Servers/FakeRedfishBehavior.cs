namespace Joulemark.Testing.Servers;

/// <summary>How a <see cref="FakeRedfish"/> answers. The defaults are those of a BMC in good health.</summary>
public sealed record FakeRedfishBehavior
{
    /// <summary>The account that may read; null, the default, lets anybody.</summary>
    public string? User { get; init; }

    /// <summary>The account's password; default none.</summary>
    public string Password { get; init; } = "";

    /// <summary>Refuses the account, as when it was locked or its password changed; default false.</summary>
    public bool Locked { get; init; }

    /// <summary>Answers 503 to everything; default false.</summary>
    public bool Busy { get; init; }

    /// <summary>The <c>Retry-After</c> that it sends when busy; null, the default, for none.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>Takes requests to a path that begins so and never answers them; null, the default, for none.</summary>
    public string? HangsOn { get; init; }

    /// <summary>Closes every connection before an answer; default false.</summary>
    public bool BreaksOff { get; init; }

    /// <summary>Leads a path without a slash at its end to the one with, as some do; default false.</summary>
    public bool WantsSlash { get; init; }

    /// <summary>Answers 200 with a page for people; default false.</summary>
    public bool HtmlPages { get; init; }
}
