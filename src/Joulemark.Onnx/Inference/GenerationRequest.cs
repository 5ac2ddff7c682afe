using System.Threading.Channels;

namespace Joulemark.Onnx.Inference;

/// <summary>An answer asked of the model.</summary>
internal sealed class GenerationRequest
{
    private readonly Channel<int> _tokens = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    /// <summary>Tokens of the prompt; at least one.</summary>
    public required IReadOnlyList<int> Prompt { get; init; }

    /// <summary>Most tokens to generate; at least one.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>0 is greedy.</summary>
    public double Temperature { get; init; }

    public int Seed { get; init; }

    /// <summary>True to generate <see cref="MaxTokens"/> whatever the model thinks: the end token is never chosen.</summary>
    public bool IgnoresEnd { get; init; }

    /// <summary>Gives the answer up: its slot is free after the step under way.</summary>
    public CancellationToken Cancelled { get; init; }

    /// <summary>True when the model ended the answer; false when the limit did. Known once the tokens are complete.</summary>
    public bool EndedByModel { get; set; }

    /// <summary>Tokens as they are made, the end token not among them.</summary>
    public ChannelReader<int> Tokens => _tokens.Reader;

    internal ChannelWriter<int> Writer => _tokens.Writer;
}
