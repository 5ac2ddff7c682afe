using System.Text.Json.Nodes;

namespace Joulemark.IntegrationTests.Reference;

/// <summary>A request to the reference server.</summary>
internal sealed record Ask(bool Chat)
{
    public string Model { get; init; } = "small-fp32";

    public string Prompt { get; init; } = "3 + 4 * 2 = ?";

    public int MaxTokens { get; init; } = 64;

    public double Temperature { get; init; }

    public int Seed { get; init; } = 1;

    public bool Stream { get; init; }

    public bool Usage { get; init; }

    public bool IgnoreEos { get; init; }

    public string? Stop { get; init; }

    public string ToJson()
    {
        var json = new JsonObject
        {
            ["model"] = Model,
            ["max_tokens"] = MaxTokens,
            ["temperature"] = Temperature,
            ["seed"] = Seed,
            ["stream"] = Stream,
        };
        if (Chat)
            json["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = Prompt });
        else
            json["prompt"] = Prompt;
        if (Usage)
            json["stream_options"] = new JsonObject { ["include_usage"] = true };
        if (IgnoreEos)
            json["ignore_eos"] = true;
        if (Stop is not null)
            json["stop"] = Stop;
        return json.ToJsonString();
    }
}
