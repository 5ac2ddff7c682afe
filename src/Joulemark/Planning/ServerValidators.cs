using System.Text.Json;
using Joulemark.Diagnostics;
using Joulemark.Serving;

namespace Joulemark.Planning;

/// <summary>Rules for the keys of running servers.</summary>
internal static class ServerValidators
{
    /// <summary>Makes a problem at a key: id, key, message, remedy.</summary>
    public delegate Diagnostic Problem(string id, string key, string message, string remedy);

    public static IEnumerable<Diagnostic> Check(BenchmarkSpec spec, Problem error)
    {
        var server = spec.Server;
        if (server is { Kind: not "reference", Url: null, Launch: null })
            yield return error("JM1005", "server.url", $"'server.url' is missing: kind {server.Kind} needs the address of a running server", "Add server.url, e.g. http://127.0.0.1:8000, or start one with server.launch.");
        foreach (var problem in LaunchValidator.Check(server, error))
            yield return problem;
        if (server.Url is { } url && ServerCredentials.AreIn(url))
        {
            yield return error("JM1007", "server.url", "'server.url' has a password or a key in it, and a spec is kept with its run",
                "Take it out, put the key into an environment variable and name that in server.api-key-env.");
        }

        if (server.MetricsUrl is { } metrics && ServerCredentials.AreIn(metrics))
            yield return error("JM1007", "server.metrics-url", "'server.metrics-url' has a password or a key in it, and a spec is kept with its run", "Take it out.");
        foreach (var problem in CheckBody(server, error))
            yield return problem;
        if (server is { ContinuousUsage: true, Kind: not ("openai" or "auto") })
            yield return error("JM1007", "server.continuous-usage", $"'server.continuous-usage' is for OpenAI-compatible servers, not for kind {server.Kind}", "Remove it, or use kind: openai.");
        if (server.Engine != "auto" && server.Kind is not ("openai" or "auto"))
            yield return error("JM1007", "server.engine", $"'server.engine' is for OpenAI-compatible servers, not for kind {server.Kind}", "Remove it, or use kind: openai.");

        var tensors = spec.Workload.Kind == "tensors";
        if (tensors && server.Kind is not ("kserve" or "auto"))
            yield return error("JM1007", "workload.kind", $"'workload.kind' is tensors, which a server of kind {server.Kind} does not take", "Use server.kind: kserve, or another workload.");
        if (!tensors && server.Kind == "kserve")
            yield return error("JM1007", "workload.kind", $"'workload.kind' is {spec.Workload.Kind}, but a server of kind kserve takes tensors", "Use workload.kind: tensors, or server.kind: triton for a language model.");
    }

    private static IEnumerable<Diagnostic> CheckBody(ServerSpec server, Problem error)
    {
        const string Remedy = "Give a JSON object of fields that Joulemark does not set, e.g. '{\"top_p\": 0.9}'.";
        if (server.Body is null)
            yield break;
        ExtraBody? body = null;
        string? wrong = null;
        try
        {
            body = ExtraBody.Parse(server.Body);
        }
        catch (JsonException e)
        {
            wrong = e.Message;
        }

        if (wrong is not null)
            yield return error("JM1007", "server.body", $"'server.body' is no JSON object: {wrong}", Remedy);
        if (body is null)
            yield break;
        if (server.Kind == "reference")
            yield return error("JM1007", "server.body", "'server.body' is for running servers, not for kind reference", "Remove it.");
        foreach (var name in body.Overwrites(server.Kind))
            yield return error("JM1007", "server.body", $"'server.body' gives '{name}', which Joulemark sets itself", Remedy);
        foreach (var name in body.Misshapen())
            yield return error("JM1007", "server.body", $"'server.body' gives '{name}' as something else than an object", Remedy);
    }
}
