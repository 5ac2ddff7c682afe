using System.Security.Cryptography;
using System.Text;
using Joulemark.Serving;

namespace Joulemark.Planning;

/// <summary>
/// The environment variables of <c>server.launch.environment</c>: what may be recorded of them. Values stay out of records but
/// for names that are known to tune a server; of any other a hash is kept, so that two runs can be told apart.
/// </summary>
internal static class LaunchEnvironment
{
    private const int HashDigits = 12;
    private const string Key = LaunchKeys.Prefix + "environment";
    private static readonly string[] SecretWords = ["KEY", "APIKEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "PASS", "PWD", "AUTH", "CREDENTIAL", "CREDENTIALS", "COOKIE"];
    private static readonly string[] Harmless = ["HF_HOME", "HF_HUB_CACHE", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "TOKENIZERS_PARALLELISM", "HOME", "LANG", "PATH", "LD_LIBRARY_PATH", "LD_PRELOAD", "NUMEXPR_NUM_THREADS", "PYTHONPATH", "ZE_AFFINITY_MASK", "TZ", "TMPDIR"];
    private static readonly string[] HarmlessPrefixes =
        ["CUDA_", "DOTNET_", "FLASHINFER_", "GGML_", "GOMP_", "HIP_", "KMP_", "LC_", "LLAMA_ARG_", "MKL_", "NCCL_", "NVIDIA_", "OLLAMA_", "OMP_", "OPENBLAS_", "PYTORCH_", "ROCR_", "SGLANG_", "SGL_", "TLLM_", "TORCH_", "TRITON_", "TRTLLM_", "VLLM_"];

    /// <summary>An entry's name, and its value; null where it is passed on from here.</summary>
    public static (string Name, string? Value) Parse(string entry) =>
        entry.IndexOf('=', StringComparison.Ordinal) is >= 0 and var equals ? (entry[..equals], entry[(equals + 1)..]) : (entry, null);

    /// <summary>True for a name whose value may be read by anybody.</summary>
    public static bool IsHarmless(string name) =>
        !IsSecretName(name) && (Harmless.Contains(name, StringComparer.Ordinal) || HarmlessPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal)));

    /// <summary>True for an entry that gives a value which looks like a secret, by its name or by itself.</summary>
    public static bool GivesSecret(string entry) => Parse(entry) is (var name, { Length: > 0 } value) && (IsSecretName(name) || SecretPatterns.Redact(value) != value || SecretPatterns.Redact(entry) != entry);

    /// <summary>The values that must not be read in anything the server writes.</summary>
    public static IReadOnlyList<string> Hidden(LaunchSpec launch) =>
        [.. launch.Environment.Select(Parse).Where(e => !IsHarmless(e.Name)).Select(e => e.Value ?? Environment.GetEnvironmentVariable(e.Name)).OfType<string>().Where(v => v.Length > 0)];

    /// <summary>A spec's values as they are recorded.</summary>
    public static IReadOnlyDictionary<string, string> ForRecord(IReadOnlyDictionary<string, string> values) => !values.ContainsKey(Key) ? values
        : values.ToDictionary(v => v.Key, v => v.Key == Key ? ForRecord(v.Value) : v.Value, StringComparer.Ordinal);

    /// <summary>The value of the key as it is recorded.</summary>
    public static string ForRecord(string words) => WordList.Format(WordList.Parse(words).Select(entry =>
        Parse(entry) is (var name, { } value) ? $"{name}={ForRecord(name, value)}" : entry));

    /// <summary>A variable's value as it is recorded: itself where anybody may read it, else what tells it from another.</summary>
    public static string ForRecord(string name, string value) => IsHarmless(name) ? value : Secret.Mask + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..HashDigits];

    /// <summary>True for a name that says that its value is a secret.</summary>
    public static bool IsSecretName(string name) => name.Split('_', '-').Any(w => SecretWords.Contains(w, StringComparer.OrdinalIgnoreCase));
}
