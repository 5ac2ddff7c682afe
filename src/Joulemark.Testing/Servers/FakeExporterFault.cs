namespace Joulemark.Testing.Servers;

/// <summary>How a fake exporter fails.</summary>
public enum FakeExporterFault
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>It takes the request and never answers.</summary>
    Hang,

    /// <summary>It wants credentials: 401.</summary>
    Unauthorized,

    /// <summary>It knows no such page: 404.</summary>
    NotFound,

    /// <summary>It is overloaded: 503.</summary>
    Unavailable,

    /// <summary>It answers with a page for people.</summary>
    HtmlPage,

    /// <summary>It breaks off in the middle of its page.</summary>
    HalfBody,
}
