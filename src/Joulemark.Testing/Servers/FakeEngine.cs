namespace Joulemark.Testing.Servers;

/// <summary>What a <see cref="FakeEngineServer"/> plays.</summary>
public enum FakeEngine
{
    /// <summary>vLLM 0.11.</summary>
    Vllm,

    /// <summary>SGLang 0.5 with <c>--enable-metrics</c>.</summary>
    Sglang,

    /// <summary>llama.cpp's server with <c>--metrics</c>.</summary>
    LlamaCpp,

    /// <summary>trtllm-serve 1.0.</summary>
    TrtllmServe,

    /// <summary>Text Generation Inference 3, its own API and its OpenAI one.</summary>
    Tgi,

    /// <summary>Ollama 0.12, its own API and its OpenAI one.</summary>
    Ollama,

    /// <summary>A hosted API, which rejects fields that it does not know.</summary>
    Hosted,
}
