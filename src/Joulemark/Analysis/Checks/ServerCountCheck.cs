using System.Globalization;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// The server's own counters against the sum of what it told each request, from before a load until after it. Where they
/// differ, one of them is wrong, or somebody else was on the server too: then the joules are not ours alone.
/// </summary>
internal sealed class ServerCountCheck : IValidityCheck
{
    private const double MostDifference = 0.01;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        double output = 0, ownOutput = 0, failedOutput = 0, prompt = 0, ownPrompt = 0, failedPrompt = 0, ownCached = 0;
        foreach (var load in evidence.StageLoads.Where(l => l.IsWhole))
        {
            if (evidence.Server.Over(load, c => c.OutputTokens) is { } tokens)
                (output, ownOutput, failedOutput) = (output + tokens, ownOutput + load.OutputTokens, failedOutput + load.MostFailedOutput);
            if (evidence.Server.Over(load, c => c.PromptTokens) is { } prompts)
                (prompt, ownPrompt, failedPrompt, ownCached) = (prompt + prompts, ownPrompt + load.PromptTokens, failedPrompt + (load.Failed * (double)load.LongestPrompt), ownCached + load.CachedTokens);
        }

        if (ownOutput > 0 && Differ(output, ownOutput, failedOutput))
            yield return Reason("output", output, ownOutput);

        // Some servers count the prompt tokens that they work on, and leave those out that their cache has (llama.cpp).
        var withoutCache = evidence.Tokens.Answered > 0 && ownCached > 0 ? ownPrompt - ownCached : ownPrompt;
        if (ownPrompt > 0 && Differ(prompt, ownPrompt, failedPrompt) && Differ(prompt, withoutCache, failedPrompt) && (prompt > ownPrompt || ownCached > 0))
            yield return Reason("prompt", prompt, ownPrompt);
    }

    /// <summary>A failed request may have cost the server nothing, or all that it can have cost.</summary>
    private static bool Differ(double server, double own, double failed) => server < own * (1 - MostDifference) || server > (own + failed) * (1 + MostDifference);

    private static ValidityReason Reason(string which, double server, double own) => new ValidityReason("token-count-mismatch", string.Create(CultureInfo.InvariantCulture,
        $"over the measured loads the server's counters grew by {server:0} {which} tokens, and its answers to us sum up to {own:0}; the limit is {MostDifference:P0}. {(server > own ? "Is another client on the server? Its joules would be in the figures" : "The server's usage or its counters are wrong")}"));
}
