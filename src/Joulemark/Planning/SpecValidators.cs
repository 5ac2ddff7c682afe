using Joulemark.Diagnostics;

namespace Joulemark.Planning;

/// <summary>Rules that hold between keys. Each yields its problem with the remedy; all are reported together.</summary>
internal static class SpecValidators
{
    public static IEnumerable<Diagnostic> Check(BenchmarkSpec spec, SpecDocument document, IReadOnlyList<string> referenceModels)
    {
        // Each points at its key's place in the file; a missing key has none.
        Diagnostic Error(string id, string key, string message, string remedy) =>
            document.Places.TryGetValue(key, out var place)
                ? new Diagnostic(id, DiagnosticSeverity.Error, message, remedy) { File = document.File, Line = place.Line, Column = place.Column }
                : new Diagnostic(id, DiagnosticSeverity.Error, message, remedy);

        var server = spec.Server;
        foreach (var problem in ServerValidators.Check(spec, Error))
            yield return problem;
        if (server.Kind == "reference" && server.Url is not null)
            yield return Error("JM1007", "server.url", "'server.url' is given, but kind reference starts its own server", "Remove server.url, or use kind: auto.");
        if (server.Kind == "reference" && server.Model is null)
            yield return Error("JM1005", "server.model", "'server.model' is missing: kind reference needs a model", $"Use one of: {string.Join(", ", referenceModels)}.");
        if (server.Kind == "reference" && server.Model is { } model && !referenceModels.Contains(model, StringComparer.Ordinal))
        {
            yield return Error("JM1006", "server.model", $"'server.model': there is no reference model '{model}'{NearestName.Suggestion(model, referenceModels)}",
                $"Use one of: {string.Join(", ", referenceModels)}.");
        }

        if (server.ApiKeyEnv is { } variable && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
            yield return Error("JM1007", "server.api-key-env", $"'server.api-key-env' names the environment variable {variable}, which is not set", $"export {variable}=…");
        if (spec.Workload.System is not null && server.Api == "completions")
            yield return Error("JM1007", "workload.system", "'workload.system' needs the chat endpoint", "Remove workload.system, or use server.api: chat.");
        foreach (var problem in WorkloadValidators.Check(spec.Workload, Error))
            yield return problem;
        if (spec.Measure.MinRepeats > spec.Measure.MaxRepeats)
        {
            yield return Error("JM1007", "measure.repeats.min", $"'measure.repeats.min' ({spec.Measure.MinRepeats}) is above 'measure.repeats.max' ({spec.Measure.MaxRepeats})",
                "Raise max or lower min.");
        }

        foreach (var problem in ControlValidators.Check(spec, document, Error))
            yield return problem;
        foreach (var problem in LoadValidator.Check(spec, document))
            yield return problem;
    }
}
