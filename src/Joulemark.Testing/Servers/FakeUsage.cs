namespace Joulemark.Testing.Servers;

/// <summary>Where a fake server puts its token counts.</summary>
public enum FakeUsage
{
    /// <summary>In a last chunk without choices, as the OpenAI API has it.</summary>
    LastChunk,

    /// <summary>In the last chunk with choices, as llama.cpp has it on <c>/v1/completions</c>.</summary>
    WithChoices,

    /// <summary>Running counts in every chunk, as vLLM's <c>continuous_usage_stats</c> has it.</summary>
    EveryChunk,

    /// <summary>Nowhere.</summary>
    Absent,
}
