package com.example.springbank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.springbank.AccountController.AccountBody;
import com.example.springbank.AccountController.CentsBody;
import com.example.springbank.AccountController.OwnerBody;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;

/** The whole application, over HTTP. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class AccountControllerTest {

    @Value("${local.server.port}")
    int port;

    RestClient bank;

    @BeforeEach
    void connect() {
        bank = RestClient.create("http://127.0.0.1:" + port);
    }

    @Test
    void opensAnAccountAndAnswersFromTheReadModel() {
        assertThat(bank.put().uri("/accounts/1").body(new OwnerBody("bob")).retrieve().body(Long.class))
                .isEqualTo(1L);
        assertThat(bank.get().uri("/owners/bob/accounts").retrieve().body(Long.class)).isEqualTo(1L);
    }

    @Test
    void depositsAndShowsTheAccount() {
        bank.put().uri("/accounts/2").body(new OwnerBody("eve")).retrieve().toBodilessEntity();
        bank.post().uri("/accounts/2/deposits").body(new CentsBody(50)).retrieve().toBodilessEntity();
        AccountBody account = bank.get().uri("/accounts/2").retrieve().body(AccountBody.class);
        assertThat(account.owner()).isEqualTo("eve");
        assertThat(account.cents()).isGreaterThanOrEqualTo(50);
    }

    @Test
    void refusesToOverdraw() {
        bank.put().uri("/accounts/3").body(new OwnerBody("joe")).retrieve().toBodilessEntity();
        assertThatThrownBy(() -> bank.post()
                        .uri("/accounts/3/withdrawals")
                        .body(new CentsBody(1_000))
                        .retrieve()
                        .toBodilessEntity())
                .isInstanceOf(HttpClientErrorException.class)
                .hasMessageContaining("The account has");
    }
}
