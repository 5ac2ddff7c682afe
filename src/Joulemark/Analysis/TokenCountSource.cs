using System.Text.Json.Serialization;

namespace Joulemark.Analysis;

/// <summary>Where the token counts behind figures per token come from; the weakest among the answers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TokenCountSource>))]
public enum TokenCountSource
{
    /// <summary>The server's usage, for every answer.</summary>
    [JsonStringEnumMemberName("server")]
    Server,

    /// <summary>The local tokenizer, for some answers or all: the server gave none for them.</summary>
    [JsonStringEnumMemberName("tokenizer")]
    Tokenizer,

    /// <summary>Nobody: there are answers without a count, and chunks are not tokens.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}
